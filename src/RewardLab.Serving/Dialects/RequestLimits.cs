using System.Globalization;

namespace RewardLab.Serving.Dialects;

/// <summary>How much one request may ask for.</summary>
public sealed record RequestLimits
{
    /// <summary>The limits where nothing else is said.</summary>
    public static RequestLimits Default { get; } = new();

    /// <summary>Bytes of a body at most.</summary>
    public int MaxBodyBytes { get; init; } = 256 << 20;

    /// <summary>Images of a request at most.</summary>
    public int MaxImages { get; init; } = 1024;

    /// <summary>Scores of a request at most: images, times their prompts, times rewards.</summary>
    public int MaxScores { get; init; } = 65_536;

    /// <summary>Characters of a prompt at most.</summary>
    public int MaxPromptLength { get; init; } = 10_000;

    /// <summary>Rewards of an entry at most.</summary>
    public int MaxRewards { get; init; } = 64;

    /// <summary>Pixels of an image at most, told before it is decoded.</summary>
    public int MaxPixels { get; init; } = 4096 * 4096;

    /// <summary>Pixels of all images of a request at most.</summary>
    public long MaxTotalPixels { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Refuses a request that asks for too much.</summary>
    /// <exception cref="RewardRequestException">It does: 413. Or a prompt is empty: 400.</exception>
    internal void Check(IReadOnlyList<RequestedEntry> entries)
    {
        if (entries.Count == 0)
        {
            throw new RewardRequestException(ScoreProblem.Malformed, "The request holds no image.");
        }

        Require(entries.Count, MaxImages, "images");
        var scores = 0L;
        foreach (var entry in entries)
        {
            Require(entry.Rewards.Count, MaxRewards, "rewards for one image");
            scores += (long)entry.Prompts.Count * Math.Max(1, entry.Rewards.Count);
            Require(scores, MaxScores, "scores");
            if (entry.Prompts.Any(prompt => prompt.Length > MaxPromptLength))
            {
                throw new RewardRequestException(ScoreProblem.TooLarge, string.Create(
                    CultureInfo.InvariantCulture, $"A prompt has more than {MaxPromptLength} characters."));
            }
        }
    }

    private static void Require(long count, int max, string what)
    {
        if (count > max)
        {
            throw new RewardRequestException(
                ScoreProblem.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The request asks for {count} {what} or more; at most {max} are allowed."));
        }
    }
}
