using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Text;

public sealed class T5TokenizerGoldenTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden", "t5_tokenizer");

    [Theory]
    [InlineData("texts.json", 60)]
    [InlineData("special.json", 6)]
    public void Encode_ReferenceTexts_GivesReferenceIds(string file, int count)
    {
        var tokenizer = Open();
        using var texts = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, file)));
        foreach (var entry in texts.RootElement.EnumerateArray())
        {
            var text = entry.GetProperty("text").GetString()!;
            tokenizer.CountTokens(text).ShouldBe(entry.GetProperty("ids").GetArrayLength(), text);
            foreach (var (key, length) in new[] { ("max16", 16), ("max77", 77) })
            {
                var batch = tokenizer.EncodePadded([text], length);
                batch.Ids.ShouldBe(Longs(entry.GetProperty(key)), text);
                batch.AttentionMask.ShouldBe(Longs(entry.GetProperty(key.Replace("max", "mask", StringComparison.Ordinal))), text);
            }

            Array.ConvertAll(tokenizer.Encode(text), static id => (long)id).ShouldBe(Longs(entry.GetProperty("ids")), text);
        }

        texts.RootElement.GetArrayLength().ShouldBeGreaterThanOrEqualTo(count);
    }

    [Fact]
    public void Encode_ReferenceBatch_GivesReferenceRows()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("t5_tokenizer");
        using var texts = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, "texts.json")));
        string[] rows = [.. new[] { 0, 1, 2, 3, 8, 9 }.Select(i => texts.RootElement[i].GetProperty("text").GetString()!)];
        var batch = Open().EncodeToLongest(rows);
        batch.IdsTensor().Equals(golden["longest.input_ids"]).ShouldBeTrue();
        batch.AttentionMaskTensor().Equals(golden["longest.attention_mask"]).ShouldBeTrue();
    }

    [Fact]
    public void FromFolder_Settings_AreRead()
    {
        var tokenizer = Open();
        tokenizer.VocabularySize.ShouldBe(600);
        tokenizer.MaxLength.ShouldBe(512);
        (tokenizer.PadId, tokenizer.EndId, tokenizer.UnknownId).ShouldBe((0, 1, 2));
    }

    [Fact]
    public void Encode_FromManyThreads_GivesTheSame()
    {
        var tokenizer = Open();
        var expected = tokenizer.Encode("a photo of a red apple, naïve café");
        Enumerable.Range(0, 64).AsParallel()
            .Select(_ => tokenizer.Encode("a photo of a red apple, naïve café"))
            .ShouldAllBe(ids => ids.SequenceEqual(expected));
    }

    [Fact]
    public void FromFolder_DamagedModel_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Path.Combine(Folder, "spiece.model"));
        foreach (var damaged in new byte[][] { [], [1, 2, 3], bytes[..100], bytes[..(bytes.Length / 2)], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f] })
        {
            File.WriteAllBytes(folder["spiece.model"], damaged);
            Refusal.OrNothing(() => T5Tokenizer.FromFolder(ModelFolder.Open(folder.Path)), folder["spiece.model"]).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("""{"tokenizer_class": "LlamaTokenizer"}""", "tokenizer_class")]
    [InlineData("""{"eos_token": "</e>"}""", "eos_token")]
    [InlineData("""{"model_max_length": 1}""", "model_max_length")]
    [InlineData("""{"surprise": 3}""", "surprise")]
    public void FromFolder_UnsupportedSetting_IsRefusedByName(string json, string key)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Folder, "spiece.model"), folder["spiece.model"]);
        File.WriteAllText(folder["tokenizer_config.json"], json);
        Should.Throw<RewardLabException>(() => T5Tokenizer.FromFolder(ModelFolder.Open(folder.Path))).Message.ShouldContain(key);
    }

    private static T5Tokenizer Open() => T5Tokenizer.FromFolder(ModelFolder.Open(Folder));

    private static long[] Longs(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt64())];
}
