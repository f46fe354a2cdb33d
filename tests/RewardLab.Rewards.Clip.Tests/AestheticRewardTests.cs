using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Rewards.Clip.Tests;

/// <summary>The embedding's way from pixels to a score, against transformers' features and NumPy's heads.</summary>
public sealed class AestheticRewardTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden");

    [Theory]
    [InlineData("sac+logos+ava1-l14-linearMSE.pth", "imagesByMlp")]
    [InlineData("sa_0_4_vit_l_14_linear.pth", "imagesByLinear")]
    public void Score_OfPixels_IsTheHeadsOfTheReferencesFeatures(string head, string expected)
    {
        using var scorer = Open(head);
        using var texts = scorer.Prepare(["a", "b"], 1, TestContext.Current.CancellationToken);
        var scores = texts.Score(Pixels(), TestContext.Current.CancellationToken);

        var reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "aesthetic", "expected.json"))).RootElement.GetProperty(expected)
            .EnumerateArray().Select(value => value.GetDouble()).ToArray();
        scores.Length.ShouldBe(2 * reference.Length);
        for (var image = 0; image < reference.Length; image++)
        {
            ((double)scores[2 * image]).ShouldBe(reference[image], 2e-5 * Math.Max(1, Math.Abs(reference[image])));
            scores[(2 * image) + 1].ShouldBe(scores[2 * image]);
        }
    }

    [Fact]
    public void Score_OfAnyPrompts_IsTheSame()
    {
        using var reward = new CrossScorer("aesthetic", Open("sac+logos+ava1-l14-linearMSE.pth"), batchSize: 2) { IgnoresPrompts = true };
        var images = new ImageBatch([.. Enumerable.Range(0, 3 * 70 * 64 * 3).Select(i => (byte)(i * 7919 / 13))], 3, 70, 64);
        var scores = reward.Score(images, ["a", "b", "a"], TestContext.Current.CancellationToken);
        var pairs = reward.ScorePairs(images, [new(2, "x"), new(0, "y")], TestContext.Current.CancellationToken);

        for (var image = 0; image < 3; image++)
        {
            scores.Row(image).ToArray().Distinct().ShouldHaveSingleItem();
        }

        pairs.Column(0).ShouldBe([scores[2, 0], scores[0, 0]], 1e-5);
        reward.Embed(images, TestContext.Current.CancellationToken).ShouldNotBeNull().ShouldAllBe(row => row.Length == 24);
    }

    private static AestheticCrossScoringModel Open(string head)
    {
        var files = ModelFolder.Open(Path.Combine(Golden, "clip_vitb"));
        var (model, _, _) = ClipFiles.LoadWithPreprocessing(files);
        var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClip with { ResizeHeight = 64, CropHeight = 64, CropWidth = 64 });
        return new AestheticCrossScoringModel(
            new ClipCrossScoringModel(model, new NoTexts(), preprocessor, usesLogitScale: false),
            AestheticHead.Open(files, Path.Combine(Golden, "aesthetic", head)));
    }

    private static PixelBatch Pixels()
    {
        using var scope = NewDisposeScope();
        using var values = SafetensorsFile.Open(Path.Combine(Golden, "clip_vitb", "io.safetensors"));
        var pixels = values.Read("pixel_values");
        return new PixelBatch(pixels.data<float>().ToArray(), (int)pixels.shape[0], (int)pixels.shape[2], (int)pixels.shape[3]);
    }

    /// <summary>A tokenizer that nobody may ask.</summary>
    private sealed class NoTexts : ITextTokenizer
    {
        public int MaxLength => throw new InvalidOperationException("A text was looked at.");

        public int CountTokens(string text) => MaxLength;

        public TokenBatch EncodePadded(IReadOnlyList<string> texts, int? length = null) => throw new InvalidOperationException("A text was looked at.");

        public TokenBatch EncodeToLongest(IReadOnlyList<string> texts) => EncodePadded(texts);
    }
}
