using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Serving.Rewards;

namespace RewardLab.Serving.Watches;

/// <summary>Scores windows by held-out rewards, a few images at a time, in moments in which no trainer waits. Belongs to one thread.</summary>
/// <param name="rewards">The held-out rewards.</param>
/// <param name="options">Patience, and how images are read.</param>
/// <param name="isBusy">Whether a trainer waits for an answer.</param>
/// <param name="onFailure">Learns of a held-out reward that could not score an image, and why.</param>
internal sealed class HeldOutScorer(IReadOnlyList<ServedReward> rewards, WatchOptions options, Func<bool> isBusy, Action<string, string> onFailure)
{
    // A trainer's request that comes in between waits for no more than these.
    private const int ImagesAtOnce = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ImageReading _reading = options.ImageReading ?? rewards.Select(reward => reward.Model).CommonImageReading() ?? ImageReading.Shown;

    /// <summary>Scores a window by the held-out rewards that are not among its own.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ScoredWindow Score(SampledWindow window, CancellationToken cancellationToken)
    {
        ServedReward[] asked = [.. rewards.Where(reward => !window.Rewards.Contains(reward.Id))];
        var scores = asked.ToDictionary(reward => reward.Id, _ => new List<double>(window.Images.Count), StringComparer.Ordinal);
        var start = Stopwatch.GetTimestamp();
        foreach (var images in asked.Length == 0 ? [] : window.Images.Chunk(ImagesAtOnce))
        {
            WaitForAMoment(cancellationToken);
            var decoded = images.Select(Decode).ToArray();
            var batch = new BatchScorer(isMatrix: false, wantsDetails: false, [.. decoded.OfType<DecodedEntry>()]);
            foreach (var reward in asked)
            {
                var known = new Queue<double>(Score(batch, reward, decoded.Count(entry => entry is not null), cancellationToken));
                scores[reward.Id].AddRange(decoded.Select(entry => entry is null ? double.NaN : known.Dequeue()));
            }
        }

        return new ScoredWindow(
            window,
            scores.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal),
            Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private IEnumerable<double> Score(BatchScorer batch, ServedReward reward, int count, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. batch.Score(reward, cancellationToken).Select(entry =>
                {
                    if (entry.Problem is { } problem)
                    {
                        onFailure(reward.Id, problem.Message);
                        return double.NaN;
                    }

                    return entry.Scores[0];
                }),
            ];
        }
        catch (OperationCanceledException)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a reward fails by, watching continues.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            for (var i = 0; i < count; i++)
            {
                onFailure(reward.Id, OneLine.FirstLine(exception));
            }

            return Enumerable.Repeat(double.NaN, count);
        }
    }

    // The service has read it before, so that only another way of reading could find fault with it; null where it does.
    private DecodedEntry? Decode(SampledImage image)
    {
        try
        {
            return new DecodedEntry(ImageFiles.Read(image.File, "a sampled image", _reading, options.MaxPixels), [image.Prompt], [], null);
        }
        catch (RewardLabException exception)
        {
            foreach (var reward in rewards)
            {
                onFailure(reward.Id, OneLine.FirstLine(exception));
            }

            return null;
        }
    }

    private void WaitForAMoment(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (isBusy() && Stopwatch.GetElapsedTime(start) < options.Patience)
        {
            cancellationToken.WaitHandle.WaitOne(Pause);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
