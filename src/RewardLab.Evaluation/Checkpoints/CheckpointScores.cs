namespace RewardLab.Evaluation.Checkpoints;

/// <summary>What an evaluation tells of a checkpoint, for the choice among several: scores of the same prompts and seeds.</summary>
/// <param name="Proxy">[images]: by the reward that is optimised, finite.</param>
public sealed record CheckpointScores(IReadOnlyList<double> Proxy)
{
    /// <summary>[images]: what orders the optimised reward's scores, of any checkpoint, where scores near an end of their range round to the same number; null
    /// where they do themselves.</summary>
    public IReadOnlyList<double>? ProxyOrder { get; init; }

    /// <summary>[images]: by the held-out reward, a reward that is not optimised, finite; null where there is none.</summary>
    public IReadOnlyList<double>? HeldOut { get; init; }

    /// <summary>How many images the optimised reward ranks above another checkpoint's of the same prompt and seed; equal scores are not above.</summary>
    /// <param name="other">The other's scores, paired.</param>
    /// <returns>0 to the number of images.</returns>
    /// <exception cref="ArgumentException">There is no image, the numbers of images differ, or a score is not finite.</exception>
    public int CountAbove(CheckpointScores other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (own, others) = (OrderBeside(other), other.OrderBeside(this));
        RefuseUnusable(own);
        RefuseUnusable(others);
        if (own.Count != others.Count)
        {
            throw new ArgumentException($"{own.Count} scores cannot be paired with {others.Count} of another checkpoint.", nameof(other));
        }

        return Enumerable.Range(0, own.Count).Count(image => own[image] > others[image]);
    }

    /// <summary>The mean of the held-out reward's scores.</summary>
    /// <exception cref="ArgumentException">There are none, of another number of images, or not all finite.</exception>
    internal double HeldOutMean(int imageCount)
    {
        var scores = HeldOut ?? throw new ArgumentException("There are no held-out reward's scores to choose by.", nameof(imageCount));
        RefuseUnusable(scores);
        return scores.Count == imageCount
            ? scores.Average()
            : throw new ArgumentException($"Checkpoints of {imageCount} and of {scores.Count} images cannot be compared.", nameof(imageCount));
    }

    private static void RefuseUnusable(IReadOnlyList<double> scores)
    {
        if (scores.Count == 0 || !scores.All(double.IsFinite))
        {
            throw new ArgumentException("There must be scores, all finite.", nameof(scores));
        }
    }

    // Keys compare with keys alone.
    private IReadOnlyList<double> OrderBeside(CheckpointScores other) => other.ProxyOrder is null ? Proxy : ProxyOrder ?? Proxy;
}
