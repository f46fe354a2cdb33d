using System.Text.Json.Serialization;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>The scores of images that were generated together.</summary>
internal sealed record ScoredChunk
{
    /// <summary>The proxy's, one for each image.</summary>
    public required double[] Proxy { get; init; }

    /// <summary>What orders the proxy's scores, one for each image; null where they do themselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? ProxyOrder { get; init; }

    /// <summary>The held-out rewards' scores, [rewards][images].</summary>
    public required double[][] HeldOut { get; init; }
}
