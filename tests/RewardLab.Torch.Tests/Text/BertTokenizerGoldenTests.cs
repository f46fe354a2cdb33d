using System.Text.Json;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

/// <summary>Against ids made with transformers on bert-base-uncased's vocabulary, which is not ours to commit.</summary>
public sealed class BertTokenizerGoldenTests
{
    [Fact]
    public void Encode_EveryText_GivesTheReferencesIds()
    {
        var tokenizer = Open(200);
        var cases = Cases();

        foreach (var entry in cases)
        {
            tokenizer.Encode(Text(entry)).Select(id => (long)id).ShouldBe(Numbers(entry, "input_ids"), Text(entry));
        }

        cases.Length.ShouldBe(120);
    }

    [Fact]
    public void EncodePadded_AsImageReward_GivesIdsAndMask()
    {
        var tokenizer = Open(35);
        var cases = Cases();

        var batch = tokenizer.EncodePadded([.. cases.Select(Text)]);

        batch.Ids.ShouldBe([.. cases.SelectMany(entry => Numbers(entry, "max35"))]);
        batch.AttentionMask.ShouldBe([.. cases.SelectMany(entry => Numbers(entry, "max35_mask"))]);
    }

    [Fact]
    public void EncodeToLongest_AsBlip2_GivesTheIds()
    {
        var tokenizer = Open(32);

        foreach (var entry in Cases())
        {
            tokenizer.EncodeToLongest([Text(entry)]).Ids.ShouldBe(Numbers(entry, "max32_nopad"), Text(entry));
        }
    }

    private static BertTokenizer Open(int maxLength) => BertTokenizer.FromFile(SharedData.PathOrSkip("golden/tokenizer_bert/vocab.txt"), maxLength);

    private static JsonElement[] Cases()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip("golden/tokenizer_bert/bert_wordpiece.json")));
        return [.. document.RootElement.EnumerateArray().Select(entry => entry.Clone())];
    }

    private static string Text(JsonElement entry) => entry.GetProperty("text").GetString()!;

    private static long[] Numbers(JsonElement entry, string key) => [.. entry.GetProperty(key).EnumerateArray().Select(number => number.GetInt64())];
}
