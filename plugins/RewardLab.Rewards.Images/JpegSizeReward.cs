using System.Runtime.ExceptionServices;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Images;

/// <summary>The size of an image as JPEG of quality 95, in kilobytes of 1,000 bytes, times a sign; the prompt does not matter.</summary>
/// <remarks>The bytes are those that Pillow writes, so a score equals that of ddpo-pytorch (Black et al., ICLR 2024) for the same pixels.</remarks>
/// <param name="name">Name for tables and reports.</param>
/// <param name="codec">Writes the JPEG.</param>
/// <param name="sign">-1 where small files are good, 1 where large ones are.</param>
internal sealed class JpegSizeReward(string name, IImageCodec codec, int sign) : IRewardModel
{
    private const int Quality = 95;
    private const double BytesPerKilobyte = 1000;

    public string Name => name;

    public bool IgnoresPrompts => true;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        var scores = prompts.Count > 0 ? ScoreEach(images, [.. Enumerable.Range(0, images.Count)], cancellationToken) : [];
        return new ScoreMatrix([.. scores.SelectMany(score => Enumerable.Repeat(score, prompts.Count))], images.Count, prompts.Count);
    }

    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        int[] named = [.. pairs.Select(pair => pair.Image).Distinct().Order()];
        var scores = ScoreEach(images, named, cancellationToken);
        return new ScoreMatrix([.. pairs.Select(pair => scores[Array.BinarySearch(named, pair.Image)])], pairs.Count, 1);
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private double[] ScoreEach(ImageBatch images, int[] indices, CancellationToken cancellationToken)
    {
        var scores = new double[indices.Length];
        try
        {
            Parallel.For(0, indices.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                using var jpeg = new MemoryStream();
                codec.WriteJpeg(jpeg, images, indices[i], Quality);
                scores[i] = sign * (jpeg.Length / BytesPerKilobyte);
            });
        }
        catch (AggregateException exception)
        {
            // All images of a batch have one size, and so one mistake.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return scores;
    }
}
