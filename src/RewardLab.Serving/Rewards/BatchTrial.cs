using RewardLab.Abstractions;

namespace RewardLab.Serving.Rewards;

/// <summary>Finds out whether a model's score of an image depends, in its last bits, on the images beside it.</summary>
/// <remarks>Kernels are chosen by shape, not by values, so noise is enough as images. Every size is tried, because a size between two exact ones may differ.
/// Texts are short, and end in a different number of spaces each time, so that a model that caches embeddings encodes them again, together, and reads the
/// same. For a model that reads trailing spaces the trial shows nothing.</remarks>
public static class BatchTrial
{
    private const int MaxImages = 16;
    private const int Side = 64;
    private const uint GoldenRatio = 2654435769;

    // Of several lengths; short, so that no model cuts them.
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
        var spelling = 0;
        var alone = new List<double>();
        for (var size = 1; size <= MaxImages; size++)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return size - 1;
            }

            try
            {
                alone.AddRange(Score(model, images, size - 1, 1, spelling++, cancellationToken));
                if (!Score(model, images, 0, size, spelling++, cancellationToken).AsSpan().SequenceEqual(alone.ToArray()))
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

    // [images] of two prompts, in one list.
    private static double[] Score(IRewardModel model, ImageBatch images, int first, int count, int spelling, CancellationToken cancellationToken)
    {
        // A prompt that all images meet, for models that are asked about images of equal prompts together; then one of each image's own, as clients send them.
        var batch = images.Slice(first, count);
        var common = Ask(_ => Spell(Prompts[1], spelling * MaxImages));
        var own = Ask(i => Spell(Prompts[(first + i) % Prompts.Length], (spelling * MaxImages) + first + i));
        return [.. Enumerable.Range(0, count).SelectMany(i => new[] { common[i, 0], own[i, 0] })];

        ScoreMatrix Ask(Func<int, string> promptOf) =>
            model.ScorePairs(batch, [.. Enumerable.Range(0, count).Select(i => new ImagePromptPair(i, promptOf(i)))], cancellationToken);
    }

    private static string Spell(string text, int number) => text + new string(' ', number);

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
