using RewardLab.Abstractions;

namespace RewardLab.Serving.Rewards;

/// <summary>Finds out whether a model's score of an image depends, in its last bits, on the images beside it.</summary>
/// <remarks>Kernels are chosen by shape, not by values, so that noise shows it. Every size is tried: between two that agree one may differ. Texts are those
/// of the trial, a few tokens long.</remarks>
public static class BatchTrial
{
    private const int MaxImages = 16;
    private const int Side = 64;
    private const uint GoldenRatio = 2654435769;

    // Of several lengths, and several an image, as a calibrated reward asks; short, so that no model cuts them.
    private static readonly string[] Prompts = ["a", "a dog", "an image"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The largest number of images up to which each is scored as alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="time">The clock: the trial ends after five seconds, and a batch that takes longer is tried no more.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>1 to 16.</returns>
    public static int MaxExactBatch(IRewardModel model, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(time);
        var start = time.GetTimestamp();
        var images = Noise();
        var alone = new List<double>();
        for (var size = 1; size <= MaxImages; size++)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return size - 1;
            }

            try
            {
                alone.AddRange(Score(model, images.Slice(size - 1, 1), cancellationToken));
                if (!Score(model, images.Slice(0, size), cancellationToken).AsSpan().SequenceEqual(alone.ToArray()))
                {
                    return Math.Max(size - 1, 1);
                }
            }
            catch (RewardLabException)
            {
                return Math.Max(size - 1, 1); // it knows few prompts, or no such images
            }
        }

        return MaxImages;
    }

    // [images] of [prompts], in one list.
    private static double[] Score(IRewardModel model, ImageBatch images, CancellationToken cancellationToken)
    {
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, images.Count).SelectMany(i => Prompts.Select(prompt => new ImagePromptPair(i, prompt)))];
        var scores = model.ScorePairs(images, pairs, cancellationToken);
        return [.. pairs.Select((_, i) => scores[i, 0])];
    }

    // Multiples of the golden ratio's fraction: no two images are alike.
    private static ImageBatch Noise()
    {
        var pixels = new byte[MaxImages * Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(((uint)i * GoldenRatio) >> 24);
        }

        return new ImageBatch(pixels, MaxImages, Side, Side);
    }
}
