using System.Text.Json;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Against ids made with openai/CLIP and transformers on OpenAI's vocabulary, which is not ours to commit.</summary>
public sealed class ClipTokenizerGoldenTests
{
    // "emulated_hf_fast" lowers by Python's str.lower, which gives a sigma at a word's end its final form. The library itself lowers letter by letter
    // (Lowercase of tokenizers 0.13 to 0.22: Rust's char::to_lowercase), where every capital sigma becomes id 481, "\u03c3".
    private static readonly Dictionary<string, int[]> Corrected = new()
    {
        ["\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3"] = [49406, 139, 225, 138, 107, 139, 225, 139, 227, 139, 228, 138, 123, 139, 481, 49407],
    };

    [Fact]
    public void Encode_AsHuggingFace_GivesTheFastTokenizersIds()
    {
        var tokenizer = Open(ClipTextCleanup.HuggingFace);
        var cases = Cases("clip_bpe.json");

        foreach (var entry in cases)
        {
            tokenizer.Encode(Text(entry)).ShouldBe(Corrected.GetValueOrDefault(Text(entry)) ?? Ids(entry, "emulated_hf_fast"), Text(entry));
        }

        cases.Length.ShouldBe(200);
    }

    [Fact]
    public void Encode_AsOpenAi_GivesItsIds()
    {
        var tokenizer = Open(ClipTextCleanup.OpenAi);
        var cases = Cases("clip_bpe.json");

        foreach (var entry in cases)
        {
            tokenizer.Encode(Text(entry)).ShouldBe(Ids(entry, "openai"), Text(entry));
            tokenizer.Encode(Text(entry)).ShouldBe(Ids(entry, "hf_slow"), Text(entry));
            tokenizer.CountTokens(Text(entry)).ShouldBe(entry.GetProperty("n_tokens_before_truncation").GetInt32(), Text(entry));
        }

        cases.Length.ShouldBe(200);
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
        SharedData.PathOrSkip("golden/tokenizer_clip/bpe_simple_vocab_16e6.txt.gz"), new ClipTokenizerOptions { Cleanup = cleanup, PadToken = padToken });

    private static JsonElement[] Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip("golden/tokenizer_clip/" + file)));
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
