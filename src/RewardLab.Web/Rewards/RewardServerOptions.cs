using RewardLab.Serving.Watches;

namespace RewardLab.Web.Rewards;

/// <summary>How the reward service is reached.</summary>
public sealed record RewardServerOptions
{
    /// <summary>The port where none is asked for.</summary>
    public const int UsualPort = 4747;

    /// <summary>Where, and by which protocol.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>What clients must send; null where anyone who reaches the address may ask.</summary>
    public string? Token { get; init; }

    /// <summary>Whether pickled bodies are read, by the restricted reader.</summary>
    public bool AllowsPickles { get; init; } = true;

    /// <summary>What samples the images of requests, for the page and the metrics; null where nothing does.</summary>
    public RewardWatch? Watch { get; init; }

    /// <summary>Bytes of all bodies that are being read or scored, at most.</summary>
    public long MaxBytesUnderWay { get; init; } = 1L << 30;
}
