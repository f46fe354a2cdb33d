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

    /// <summary>Whether requests of several clients become one batch where they ask the same rewards. A model's last bits depend on what is in a batch, so that
    /// scores then differ in them from those of 'score'.</summary>
    public bool MergesRequests { get; init; }

    /// <summary>Images of a merged batch at most.</summary>
    public int MaxMergedImages { get; init; } = 64;

    /// <summary>Answered requests that are remembered, so that a client that tries again costs nothing.</summary>
    public int MaxRemembered { get; init; } = 512;
}
