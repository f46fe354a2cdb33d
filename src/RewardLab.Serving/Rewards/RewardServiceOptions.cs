using RewardLab.Abstractions;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>How rewards are served.</summary>
public sealed record RewardServiceOptions
{
    /// <summary>The ids of the rewards, at least one.</summary>
    public required IReadOnlyList<string> Rewards { get; init; }

    /// <summary>The reward that answers where a request names none; null for the only one.</summary>
    public string? Default { get; init; }

    /// <summary>How the bytes of images are read; null for what the rewards say.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>How much a request may ask for.</summary>
    public RequestLimits Limits { get; init; } = RequestLimits.Default;

    /// <summary>Requests that wait at most; further ones are refused until there is room.</summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Pixels of waiting images at most: what they take in memory is three times as many bytes.</summary>
    public long MaxWaitingPixels { get; init; } = 512L << 20;

    /// <summary>When requests of several clients that ask the same rewards become one batch.</summary>
    public RequestMerging Merging { get; init; } = RequestMerging.WhereExact;

    /// <summary>Pairs of an image and a prompt in a merged batch at most.</summary>
    public int MaxMergedPairs { get; init; } = 64;

    /// <summary>Answered requests that are remembered at most, so that a client that tries again costs nothing; fewer where they hold a million scores
    /// together.</summary>
    public int MaxRemembered { get; init; } = 512;

    /// <summary>Learns of each request that was scored; null for nobody.</summary>
    public IScoreListener? Listener { get; init; }
}
