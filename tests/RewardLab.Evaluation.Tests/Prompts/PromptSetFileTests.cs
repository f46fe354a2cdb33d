using System.Text;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;

namespace RewardLab.Evaluation.Tests.Prompts;

public sealed class PromptSetFileTests
{
    private static readonly PromptProvenance Rule = new(PromptProvenanceKind.Rule, "test");

    [Theory]
    [InlineData("counting", 150)]
    [InlineData("composition", 300)]
    [InlineData("comprehensive", 100)]
    public void Write_OfWhatWasRead_GivesTia2sFileByteForByte(string set, int count)
    {
        var bytes = File.ReadAllBytes(SharedData.PathOrSkip($"tia2/prompts/prompt_set_{set}.json"));
        var sets = PromptSetFile.Read(new MemoryStream(bytes), set);
        sets.Count.ShouldBe(count);
        Written([.. sets]).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Write_OfTwoSets_IsLaidOutAsPythonDoes() =>
        Written(new ContrastiveSet("a \"caf\u00e9\"", ["\ud83d\ude00\\\n\u007f", "b"], Rule), new ContrastiveSet("c", [], Rule))
            .ShouldBe("{\n    \"a \\\"caf\\u00e9\\\"\": [\n        \"\\ud83d\\ude00\\\\\\n\\u007f\",\n        \"b\"\n    ],\n    \"c\": []\n}");

    [Fact]
    public void Write_OfNoSet_IsAnEmptyObject() => Written().ShouldBe("{}");

    [Fact]
    public void Read_OfWhatWasWritten_GivesTheSameSets()
    {
        var text = Gen.Char[' ', '\ud7ff'].Array[1, 12].Select(characters => "x" + new string(characters));
        Gen.Select(text, text.Array[0, 4]).Array[0, 5].Sample(pairs =>
        {
            var sets = pairs.DistinctBy(pair => pair.Item1).Select(pair => new ContrastiveSet(pair.Item1, pair.Item2, Rule)).ToArray();
            var read = PromptSetFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Written(sets))), "f.json");
            read.Select(set => set.Prompt).ShouldBe(sets.Select(set => set.Prompt));
            read.SelectMany(set => set.ContrastivePrompts).ShouldBe(sets.SelectMany(set => set.ContrastivePrompts));
            read.ShouldAllBe(set => set.Provenance == new PromptProvenance(PromptProvenanceKind.File, "f.json"));
        });
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{", "line 1")]
    [InlineData("{\"a\": [\"b\"]", "line 1")]
    [InlineData("{\"a\": [\"b\"]} {}", "line 1")]
    [InlineData("{\n\"a\": [\"b\",]}", "line 2")]
    [InlineData("[]", "object")]
    [InlineData("{\"a\": \"b\"}", "prompt \"a\" must have a list")]
    [InlineData("{\"a\": [\"b\", 1]}", "item 1 of prompt \"a\"")]
    [InlineData("{\"a\": [null]}", "item 0 of prompt \"a\"")]
    [InlineData("{\"a\": [[\"b\"]]}", "item 0 of prompt \"a\"")]
    [InlineData("{\"a\": [\" \"]}", "item 0 of prompt \"a\" is empty")]
    [InlineData("{\"\": []}", "a prompt is empty")]
    [InlineData("{\"a\": [], \"a\": []}", "\"a\" is listed twice")]
    [InlineData("{\"a\": [\"\\ud800\"]}", "Unicode")]
    [InlineData("{\"a\": [[[[[[[[[[[[\"b\"]]]]]]]]]]]]}", "item 0")]
    public void Read_OfAHostileFile_SaysWhatAndWhere(string json, string expected)
    {
        var error = Should.Throw<RewardLabException>(() => PromptSetFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "sets.json"));
        error.Message.ShouldStartWith("sets.json: ");
        error.Message.ShouldContain(expected);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_OfBytesThatAreNoUtf8_IsRefused() =>
        Should.Throw<RewardLabException>(() => PromptSetFile.Read(new MemoryStream([.. "{\"a\": [\""u8, 0xC3, 0x28, .. "\"]}"u8]), "sets.json"));

    [Fact]
    public void Read_OfAnyCutFile_IsRefused()
    {
        var whole = Encoding.UTF8.GetBytes(Written(new ContrastiveSet("a caf\u00e9", ["b", "c"], Rule), new ContrastiveSet("d", ["e"], Rule)));
        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<RewardLabException>(() => PromptSetFile.Read(new MemoryStream(whole, 0, length), "sets.json"));
        }
    }

    [Fact]
    public void Read_OfAFileWithoutEnd_StopsAtTheLimit() =>
        Should.Throw<RewardLabException>(() => PromptSetFile.Read(new EndlessStream(), "sets.json")).Message.ShouldContain("64 MB");

    [Fact]
    public void Read_WithAByteOrderMark_ReadsOn() =>
        PromptSetFile.Read(new MemoryStream(Encoding.UTF8.GetBytes("\uFEFF{\"a\": [\"a\", \"a\"]}")), "s").Single().ContrastivePrompts.ShouldBe(["a", "a"]);

    [Theory]
    [InlineData(" ")]
    [InlineData("xH")]
    [InlineData("Lx")]
    [InlineData("HHL")]
    [InlineData("HLL")]
    public void Write_OfAnUnusableText_WritesNothing(string pattern)
    {
        // H and L stand for the halves of a surrogate pair, which an attribute cannot hold alone.
        var text = pattern.Replace('H', '\ud800').Replace('L', '\udc00');
        using var stream = new MemoryStream();
        Should.Throw<RewardLabException>(() => PromptSetFile.Write(stream, [new ContrastiveSet("a", ["b", text], Rule)]));
        stream.Length.ShouldBe(0);
    }

    [Fact]
    public void Write_OfAPromptTwice_NamesIt() =>
        Should.Throw<RewardLabException>(() => Written(new ContrastiveSet("a", [], Rule), new ContrastiveSet("a", [], Rule)))
            .Message.ShouldContain("\"a\" is listed twice");

    private static string Written(params ContrastiveSet[] sets)
    {
        using var stream = new MemoryStream();
        PromptSetFile.Write(stream, sets);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }
}
