using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Rewards.Onnx.Tests;

/// <summary>Against transformers' own values on the exported model.</summary>
public sealed class OnnxRewardTests : IDisposable
{
    private const double Limit = 2e-5;

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-onnx-").FullName;
    private readonly List<string> _lines = [];

    public OnnxRewardTests()
    {
        TorchRuntime.Start();

        // Ids 498 and 499 begin and end, as in the exported model; letters have ids that it knows too.
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal) { ["<|startoftext|>"] = 498, ["<|endoftext|>"] = 499 };
        var strangers = 256;
        for (var value = 0; value < 256; value++)
        {
            var symbol = (char)(value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? value : strangers++);
            tokens[$"{symbol}"] = char.IsAsciiLetterLower(symbol) ? value : 1000 + value;
            tokens[$"{symbol}</w>"] = char.IsAsciiLetterLower(symbol) ? 200 + value : 2000 + value;
        }

        File.WriteAllText(Path.Combine(_folder, "vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(Path.Combine(_folder, "merges.txt"), "#version: 0.2\n");
        File.WriteAllText(
            Path.Combine(_folder, "preprocessor_config.json"),
            """{ "image_processor_type": "CLIPImageProcessor", "size": { "shortest_edge": 64 }, "crop_size": { "height": 64, "width": 64 } }""");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("text_model.onnx", "vision_model.onnx")]
    [InlineData("model.onnx")]
    public void Encoders_TwoFilesOrOne_MatchTheReference(params string[] files)
    {
        using var scope = NewDisposeScope();
        using var values = SafetensorsFile.Open(Golden("onnx_clip/io.safetensors"));
        using var encoders = OnnxEncoders.Open(Folder(files), new OnnxOptions(), 64, _lines.Add);

        var texts = encoders.Texts(Tokens());
        var images = encoders.Images(Pixels());

        Check(values.Read("text_embeds_unnormalised"), texts);
        Check(values.Read("image_embeds_unnormalised"), images);
    }

    [Fact]
    public void ReadLogitScale_JointFile_GivesTheReferencesLogits()
    {
        using var scope = NewDisposeScope();
        using var values = SafetensorsFile.Open(Golden("onnx_clip/io.safetensors"));
        using var encoders = OnnxEncoders.Open(Folder("model.onnx"), new OnnxOptions { LogitScale = true }, 64, _lines.Add);
        var expected = values.Read("logits_per_image").data<float>().ToArray();

        var scale = encoders.ReadLogitScale(Tokens(), Pixels()).ShouldNotBeNull();
        var (texts, images) = (encoders.Texts(Tokens()), encoders.Images(Pixels()));

        for (var i = 0; i < expected.Length; i++)
        {
            (scale * OnnxEncoders.Dot(images[i / 5], texts[i % 5])).ShouldBe(expected[i], Limit * expected.Max(Math.Abs));
        }
    }

    [Fact]
    public void Score_TwoFilesAndOne_AgreeAndScaleByTheLogitScale()
    {
        var images = Noise(5);
        string[] prompts = ["red ball", "blue", "a cat", "blue"];

        var two = Score(new OnnxOptions { BatchSize = 2 }, images, prompts, "text_model.onnx", "vision_model.onnx");
        var one = Score(new OnnxOptions(), images, prompts, "model.onnx");
        var scaled = Score(new OnnxOptions { LogitScale = true }, images, prompts, "model.onnx");

        for (var i = 0; i < two.Length; i++)
        {
            one[i].ShouldBe(two[i], 1e-5f);
            scaled[i].ShouldBe(two[i] * (scaled[0] / two[0]), 1e-3f);
        }

        two.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Score_LogitScaleOfTwoFiles_IsRefused() =>
        Should.Throw<RewardLabException>(() => Score(new OnnxOptions { LogitScale = true }, Noise(1), ["a"], "text_model.onnx", "vision_model.onnx"))
            .Message.ShouldContain("has no logit scale");

    [Fact]
    public void Open_ProviderThatDoesNotLoad_ComputesOnTheCpuAndSaysSo()
    {
        Score(new OnnxOptions { Provider = OnnxProvider.Cuda }, Noise(1), ["a"], "text_model.onnx", "vision_model.onnx").Length.ShouldBe(1);

        _lines.ShouldNotBeEmpty();
        _lines[0].ShouldContain("the provider cuda does not load");
        _lines[0].ShouldContain("the CPU computes instead");
    }

    [Fact]
    public void Open_NoModel_SaysWhatIsLookedFor() =>
        Should.Throw<RewardLabException>(() => Score(new OnnxOptions(), Noise(1), ["a"]))
            .Message.ShouldContain("neither model.onnx nor text_model.onnx and vision_model.onnx");

    [Fact]
    public void Open_DamagedFile_IsNamed()
    {
        File.WriteAllText(Path.Combine(_folder, "model.onnx"), "no model");

        var message = Should.Throw<RewardLabException>(() => Score(new OnnxOptions(), Noise(1), ["a"])).Message;
        message.ShouldContain("model.onnx: is not an ONNX model");
        message.ShouldNotContain("\n");
    }

    private static TokenBatch Tokens()
    {
        using var scope = NewDisposeScope();
        using var values = SafetensorsFile.Open(Golden("clip_vitb/io.safetensors"));
        var ids = values.Read("input_ids");
        return new TokenBatch(ids.data<long>().ToArray(), values.Read("attention_mask").data<long>().ToArray(), (int)ids.shape[1], new bool[ids.shape[0]]);
    }

    private static PixelBatch Pixels()
    {
        using var scope = NewDisposeScope();
        using var values = SafetensorsFile.Open(Golden("clip_vitb/io.safetensors"));
        var pixels = values.Read("pixel_values");
        return new PixelBatch(pixels.data<float>().ToArray(), (int)pixels.shape[0], (int)pixels.shape[2], (int)pixels.shape[3]);
    }

    private static void Check(Tensor expected, float[][] actual)
    {
        var rows = nn.functional.normalize(expected, 2, 1);
        var max = rows.abs().max().item<float>();
        for (var i = 0; i < actual.Length; i++)
        {
            var row = rows[i].data<float>().ToArray();
            for (var j = 0; j < row.Length; j++)
            {
                actual[i][j].ShouldBe(row[j], Limit * max);
            }
        }
    }

    private static ImageBatch Noise(int count)
    {
        var seeds = SeedStream.Create(4, "noise");
        return new ImageBatch([.. Enumerable.Range(0, count * 70 * 90 * 3).Select(i => (byte)seeds[i])], count, 70, 90);
    }

    private static string Golden(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);

    private ModelFolder Folder(params string[] files)
    {
        foreach (var file in files)
        {
            File.Copy(Golden("onnx_clip/" + file), Path.Combine(_folder, file), overwrite: true);
        }

        return ModelFolder.Open(_folder);
    }

    private float[] Score(OnnxOptions options, ImageBatch images, string[] prompts, params string[] files)
    {
        Folder(files);
        var context = new ComponentContext { PluginFolder = "", CacheFolder = "", Components = null!, Logger = new LineLogger(_lines.Add) };
        using var reward = (CrossScorer)new OnnxRewardFactory().Create((object)(options with { Model = _folder }), context);
        return Array.ConvertAll(reward.Score(images, prompts, CancellationToken.None).AsSpan().ToArray(), score => (float)score);
    }
}
