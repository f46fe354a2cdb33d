using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Scoring;

/// <summary>A score does not depend on what stands beside its image, to the last bit: widths are ViT-B/32's, where it did.</summary>
public sealed class BatchIndependenceTests
{
    private const int Count = 13;
    private const int Side = 32;

    private static readonly string[] Words = ["red", "blue", "box", "two", "cat", "dog"];

    // Of equal lengths, so that several are encoded together.
    private static readonly string[] Prompts =
        [.. Enumerable.Range(0, Count).Select(i => string.Join(' ', Words.Skip(i % 3).Take(3)) + (char)('a' + i))];

    [Fact]
    public void ScorePairs_OfABatch_IsThatOfEachImageAloneToTheLastBit()
    {
        Assert.SkipUnless(MatrixProducts.AreRowsIndependent, "this processor's matrix products depend on their number of rows");
        var images = Noise();
        using var together = Open();
        var scores = together.ScorePairs(images, [.. Prompts.Select((prompt, i) => new ImagePromptPair(i, prompt))], CancellationToken.None);
        for (var i = 0; i < Count; i++)
        {
            using var alone = Open();
            alone.ScorePairs(images.Slice(i, 1), [new ImagePromptPair(0, Prompts[i])], CancellationToken.None)[0, 0].ShouldBe(scores[i, 0], $"image {i}");
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, Count)]
    [InlineData(Count, 5)]
    public void Score_OfAMatrix_IsThatOfItsPairsToTheLastBit(int imageCount, int promptCount)
    {
        using var reward = Open();
        var images = Noise().Slice(0, imageCount);
        var matrix = reward.Score(images, Prompts[..promptCount], CancellationToken.None);
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, imageCount).SelectMany(i => Prompts[..promptCount].Select(prompt => new ImagePromptPair(i, prompt)))];
        var scores = reward.ScorePairs(images, pairs, CancellationToken.None);
        for (var i = 0; i < pairs.Length; i++)
        {
            scores[i, 0].ShouldBe(matrix[i / promptCount, i % promptCount], $"pair {i}");
        }
    }

    [Fact]
    public void ScorePairs_OfPromptsWithSpacesBehindThem_IsThatOfThePrompts()
    {
        // The trial of batches tells texts apart by them that are to be encoded alike.
        Assert.SkipUnless(MatrixProducts.AreRowsIndependent, "this processor's matrix products depend on their number of rows");
        var images = Noise().Slice(0, 3);
        using var reward = Open();
        var expected = Score(reward, images, Prompts[0]);
        Score(reward, images, Prompts[0] + new string(' ', 300)).ShouldBe(expected);
    }

    [Fact]
    public void ScorePairs_OfImagesThatWereJustScored_EncodesTheNewOnesAlone()
    {
        Assert.SkipUnless(MatrixProducts.AreRowsIndependent, "this processor's matrix products depend on their number of rows");
        var images = Noise();
        var (model, reward) = Create();
        using var owned = reward;
        var before = Score(reward, images.Slice(0, 2), Prompts[0]);
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.name.StartsWith("vision", StringComparison.Ordinal)))
            {
                parameter.copy_(rand_like(parameter)); // what is encoded from here on differs
            }
        }

        var after = Score(reward, images.Slice(0, 3), Prompts[0]);
        after[..2].ShouldBe(before);
        Score(reward, images.Slice(0, 2), Prompts[1]).ShouldNotBe(before, "another prompt");
        using var fresh = Open();
        after[2].ShouldNotBe(Score(fresh, images.Slice(2, 1), Prompts[0])[0]);
    }

    [Fact]
    public void ScorePairs_InHalfPrecision_KeepsNoImages()
    {
        // Its products were not tried: an embedding may depend on the batch, so that one of an earlier batch is not that of this one.
        var images = Noise();
        var (model, reward) = Create(new Placement(CPU, ScalarType.BFloat16));
        using var owned = reward;
        var before = Score(reward, images.Slice(0, 2), Prompts[0]);
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.name.StartsWith("vision", StringComparison.Ordinal)))
            {
                parameter.copy_(rand_like(parameter));
            }
        }

        Score(reward, images.Slice(0, 2), Prompts[0]).ShouldNotBe(before);
    }

    private static float[] Score(CrossScorer reward, ImageBatch images, string prompt)
    {
        var scores = reward.ScorePairs(images, [.. Enumerable.Range(0, images.Count).Select(i => new ImagePromptPair(i, prompt))], CancellationToken.None);
        return [.. Enumerable.Range(0, images.Count).Select(i => (float)scores[i, 0])];
    }

    private static CrossScorer Open() => Create().Reward;

    private static (ClipModel Model, CrossScorer Reward) Create(Placement? placement = null)
    {
        random.manual_seed(5);
        var vocabulary = ClipBpeVocabularyTrainer.Train([string.Join(' ', Prompts)], 60, minCount: 1);
        var model = new ClipModel(new ClipConfig
        {
            Text = new ClipTextConfig
            {
                VocabularySize = vocabulary.Tokens.Count,
                MaxTokenCount = 77,
                EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                HiddenSize = 512,
                IntermediateSize = 2048,
                LayerCount = 1,
                HeadCount = 8,
            },
            Vision = new ClipVisionConfig { HiddenSize = 768, IntermediateSize = 3072, LayerCount = 1, HeadCount = 12 },
        });
        return (model, new CrossScorer(
            "clip",
            new ClipCrossScoringModel(
                model, new ClipTokenizer(vocabulary), new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClip), usesLogitScale: false, placement),
            batchSize: 16));
    }

    private static ImageBatch Noise()
    {
        var pixels = new byte[Count * Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 2654435769L) >> 24);
        }

        return new ImageBatch(pixels, Count, Side, Side);
    }
}
