using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A reward of an image's mean colour, 0 to 1 each.</summary>
internal sealed class PixelReward(string name, Func<double, double, double, double> score) : IRewardModel
{
    public string Name => name;

    /// <summary>What is added to every score of a prompt.</summary>
    public Func<string, double> PromptOffset { get; init; } = static _ => 0;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        var values = new float[images.Count * prompts.Count];
        for (var i = 0; i < images.Count; i++)
        {
            var sums = new double[3];
            for (var p = 0; p < images.BytesPerImage; p++)
            {
                sums[p % 3] += images[i][p] * 3.0 / 255 / images.BytesPerImage;
            }

            var value = score(sums[0], sums[1], sums[2]);
            for (var j = 0; j < prompts.Count; j++)
            {
                values[(i * prompts.Count) + j] = (float)(value + PromptOffset(prompts[j]));
            }
        }

        return new ScoreMatrix(values, images.Count, prompts.Count);
    }

    public void Dispose()
    {
    }
}
