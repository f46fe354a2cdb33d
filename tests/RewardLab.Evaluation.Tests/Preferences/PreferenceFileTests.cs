using System.Text;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Tests.Preferences;

public sealed class PreferenceFileTests
{
    private const string Good = "{\"prompt\": \"two cats\", \"first\": \"a.png\", \"second\": \"b.png\", \"preferred\": \"second\"}";

    private static readonly string[] Pieces = ["a", "two ", "é\"", "\\", "\n", "漢"];

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.Int[0, Pieces.Length - 1].Array[1, 10], Gen.Int[0, 2])
            .Select((file, prompt, outcome) => new PreferencePair(
                string.Concat(prompt.Select(i => Pieces[i])), file + ".png", "other/" + file, (PreferenceOutcome)outcome))
            .List[1, 20]
            .Sample(pairs =>
            {
                using var stream = new MemoryStream();
                PreferenceFile.Write(stream, pairs);
                stream.ToArray().Count(b => b == '\n').ShouldBe(pairs.Count);
                stream.Position = 0;
                PreferenceFile.Read(stream, "pairs").ShouldBe(pairs);
            });

    [Fact]
    public void Read_Ranking_IsEveryPairOfItsImagesAndEqualRanksAreTies() =>
        Read("\uFEFF{\"id\": 7, \"prompt\": \"two cats\", \"generations\": [\"a\", \"b\", \"c\"], \"ranking\": [2, 1, 2]}\n\n" + Good).ShouldBe(
        [
            new PreferencePair("two cats", "a", "b", PreferenceOutcome.Second),
            new PreferencePair("two cats", "a", "c", PreferenceOutcome.Tie),
            new PreferencePair("two cats", "b", "c", PreferenceOutcome.First),
            new PreferencePair("two cats", "a.png", "b.png", PreferenceOutcome.Second),
        ]);

    [Theory]
    [InlineData("", "has no preferences")]
    [InlineData("[1, 2]", "line 1: is not a JSON object")]
    [InlineData("{\"prompt\": \"a\"", "line 1: not valid JSON")]
    [InlineData(Good + "\n\n{\"prompt\": 3}", "line 3: \"prompt\" must be a text")]
    [InlineData("{\"prompt\": \"a\", \"first\": \"\", \"second\": \"b\", \"preferred\": \"tie\"}", "\"first\" must be a text that is not empty")]
    [InlineData("{\"prompt\": \"a\", \"first\": \"a\", \"second\": \"b\", \"preferred\": \"both\"}", "\"first\", \"second\" or \"tie\"")]
    [InlineData("{\"prompt\": \"a\", \"ranking\": [1, 2]}", "\"generations\" must be the list")]
    [InlineData("{\"prompt\": \"a\", \"generations\": [\"x\", \"y\"], \"ranking\": [1]}", "a whole number for each")]
    [InlineData("{\"prompt\": \"a\", \"generations\": [\"x\", \"y\"], \"ranking\": [1, 1.5]}", "a whole number for each")]
    [InlineData("{\"prompt\": \"a\", \"generations\": [\"x\"], \"ranking\": [1]}", "two or more")]
    [InlineData("{\"prompt\": \"a\", \"generations\": [\"x\", \"\"], \"ranking\": [1, 2]}", "\"generations\" must be the list")]
    [InlineData("{\"prompt\": \"\\ud800\", \"first\": \"a\", \"second\": \"b\", \"preferred\": \"tie\"}", "not valid Unicode")]
    public void Read_SomethingElse_SaysWhichLineAndWhat(string text, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => Read(text)).Message;
        message.ShouldStartWith("pairs.jsonl");
        message.ShouldContain(expected);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_BytesThatAreNoText_SaysSo() =>
        Should.Throw<RewardLabException>(() => PreferenceFile.Read(new MemoryStream([.. Encoding.UTF8.GetBytes(Good + "\n"), 0xC3, 0x28]), "pairs.jsonl"))
            .Message.ShouldContain("save the file as UTF-8");

    [Fact]
    public void Read_LineWithoutEnd_IsRefused() =>
        Should.Throw<RewardLabException>(() => Read("{\"prompt\": \"" + new string('a', PreferenceFile.MaxLineLength) + "\"}"))
            .Message.ShouldContain("too many");

    private static IReadOnlyList<PreferencePair> Read(string text) => PreferenceFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "pairs.jsonl");
}
