using System.Text.Json;
using RewardLab.Numerics.Text;

namespace RewardLab.Numerics.Tests.Text;

/// <summary>Against ids made with openai/CLIP and transformers on OpenAI's vocabulary, which is not ours to commit.</summary>
public sealed class ClipTokenizerGoldenTests
{
    // ftfy undoes a wrong character set here ("schÃ¶n" for "schön"), a statistical guess that we do not make.
    private static readonly string[] NeedMojibakeRepair = ["\u00e2\u0153\u201d mojibake", "sch\u00c3\u00b6n"];

    [Fact]
    public void Encode_AsHuggingFace_GivesTheFastTokenizersIds()
    {
        var tokenizer = Open(ClipTextCleanup.HuggingFace);
        var cases = Cases("clip_bpe.json");

        foreach (var entry in cases)
        {
            tokenizer.Encode(Text(entry)).ShouldBe(Ids(entry, "emulated_hf_fast"), Text(entry));
        }

        cases.Length.ShouldBe(200);
    }

    [Fact]
    public void Encode_AsOpenAi_GivesItsIdsButForWrongCharacterSets()
    {
        var tokenizer = Open(ClipTextCleanup.OpenAi);
        var cases = Cases("clip_bpe.json").Where(entry => !NeedMojibakeRepair.Contains(Text(entry))).ToArray();

        foreach (var entry in cases)
        {
            tokenizer.Encode(Text(entry)).ShouldBe(Ids(entry, "openai"), Text(entry));
            tokenizer.Encode(Text(entry)).ShouldBe(Ids(entry, "hf_slow"), Text(entry));
            tokenizer.CountTokens(Text(entry)).ShouldBe(entry.GetProperty("n_tokens_before_truncation").GetInt32(), Text(entry));
        }

        cases.Length.ShouldBe(198);
    }

    [Theory]
    [InlineData("!", "sd2_pad_exclamation")]
    [InlineData("<|endoftext|>", "clip_pad_eos")]
    public void EncodePadded_EitherPadToken_GivesIdsAndMask(string padToken, string key)
    {
        var tokenizer = Open(ClipTextCleanup.OpenAi, padToken);
        var cases = Cases("clip_bpe_padded.json");

        var batch = tokenizer.EncodePadded([.. cases.Select(Text)]);

        batch.Ids.ShouldBe([.. cases.SelectMany(entry => Numbers(entry.GetProperty(key)))]);
        batch.AttentionMask.ShouldBe([.. cases.SelectMany(entry => Numbers(entry.GetProperty("attention_mask")))]);
        batch.Count.ShouldBe(8);
    }

    private static ClipTokenizer Open(ClipTextCleanup cleanup, string padToken = "<|endoftext|>") => ClipTokenizer.FromMergesFile(
        SharedFolder.Require("golden/tokenizer_clip/bpe_simple_vocab_16e6.txt.gz"), new ClipTokenizerOptions { Cleanup = cleanup, PadToken = padToken });

    private static JsonElement[] Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("golden/tokenizer_clip/" + file)));
        return [.. document.RootElement.EnumerateArray().Select(entry => entry.Clone())];
    }

    private static string Text(JsonElement entry) => entry.GetProperty("text").GetString()!;

    private static int[] Ids(JsonElement entry, string variant)
    {
        var ids = entry.GetProperty(variant);
        return [.. Numbers(ids.ValueKind == JsonValueKind.String ? entry.GetProperty("openai") : ids).Select(id => (int)id)];
    }

    private static IEnumerable<long> Numbers(JsonElement list) => list.EnumerateArray().Select(number => number.GetInt64());
}
