using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Scoring;

/// <summary>A folder as OpenCLIP's authors publish it: their weights and configuration, and transformers' configurations beside, which go with other
/// weights.</summary>
public sealed class OpenClipFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OpenClipFolderTests()
    {
        ClipBpeVocabulary.FromMerges([]).WriteTo(_folder["m"]);
        File.Copy(new GoldenFixture("clip_vitb").PathOf("openai_state_dict.safetensors"), _folder["m/open_clip_model.safetensors"]);
        File.WriteAllText(_folder["m/preprocessor_config.json"], """{"size": 64, "crop_size": 64}""");
        File.WriteAllText(_folder["m/open_clip_config.json"], """
            {"model_cfg": {"embed_dim": 24, "quick_gelu": true,
              "vision_cfg": {"image_size": 64, "layers": 1, "width": 128, "patch_size": 32},
              "text_cfg": {"context_length": 77, "vocab_size": 500, "width": 64, "heads": 1, "layers": 2}},
             "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bilinear", "resize_mode": "squash"}}
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OpenClipsWeights_FollowsItsPreprocessing()
    {
        using var grid = ClipCrossScoringModel.Open(ModelFolder.Open(_folder["m"]), usesLogitScale: false);

        var config = grid.Preprocessor.Config;
        (config.Mean[1], config.StandardDeviation[1], config.Filter, config.ResizeMode, config.IsCropped)
            .ShouldBe((0.5, 0.5, ResampleFilter.Bilinear, ImageResizeMode.Squash, false));

        // The pixels that the model sees: a value v becomes (v / 255 - .5) / .5.
        var pixels = grid.Preprocessor.PreprocessValues(new ImageBatch([.. Enumerable.Repeat((byte)51, 64 * 64 * 3)], 1, 64, 64));
        pixels.Values[0].ShouldBe(-0.6f, 1e-6f);
        using var scope = NewDisposeScope();
        using var model = ClipFiles.Load(ModelFolder.Open(_folder["m"]));
        var expected = ClipModel.Normalized(model.EncodeImage(pixels.ToTensor())).data<float>().ToArray();
        grid.Embed(pixels)[0].ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Open_HuggingFacesWeights_FollowsThePreprocessorFile()
    {
        File.Delete(_folder["m/open_clip_model.safetensors"]);
        var golden = new GoldenFixture("clip_vitb");
        File.Copy(golden.PathOf("model.safetensors"), _folder["m/model.safetensors"]);
        File.Copy(golden.PathOf("config.json"), _folder["m/config.json"]);

        using var grid = ClipCrossScoringModel.Open(ModelFolder.Open(_folder["m"]), usesLogitScale: false);

        (grid.Preprocessor.Config.Mean[0], grid.Preprocessor.Config.ResizeMode).ShouldBe((0.48145466, ImageResizeMode.ShortestEdge));
    }

    [Fact]
    public void Save_OfOpenClipsWeights_KeepsItsPreprocessing()
    {
        ImagePreprocessorConfig expected;
        using (var reward = TrainableRewards.Open(ModelFolder.Open(_folder["m"])))
        {
            expected = reward.Preprocessor.Config;
            expected.Mean[0].ShouldBe(0.5);
            reward.Save(_folder["saved"]);
        }

        ClipTokenizer.FromFolder(_folder["saved"]).Cleanup.ShouldBe(ClipTextCleanup.OpenAi);
        using var again = ClipCrossScoringModel.Open(ModelFolder.Open(_folder["saved"]), usesLogitScale: false);

        var config = again.Preprocessor.Config;
        config.Mean.ShouldBe(expected.Mean);
        config.StandardDeviation.ShouldBe(expected.StandardDeviation);
        (config with { Mean = expected.Mean, StandardDeviation = expected.StandardDeviation }).ShouldBe(expected);
    }

    [Fact]
    public void Open_PreprocessorOfAnotherSize_IsRefused()
    {
        File.Delete(_folder["m/open_clip_config.json"]);
        File.Copy(new GoldenFixture("clip_vitb").PathOf("config.json"), _folder["m/config.json"]);
        File.WriteAllText(_folder["m/preprocessor_config.json"], """{"size": 336, "crop_size": 336}""");

        Should.Throw<RewardLabException>(() => ClipCrossScoringModel.Open(ModelFolder.Open(_folder["m"]), usesLogitScale: false)).Message
            .ShouldBe($"{_folder["m/preprocessor_config.json"]}: gives images of 336 x 336 pixels, but the model takes 64 x 64.");
    }
}
