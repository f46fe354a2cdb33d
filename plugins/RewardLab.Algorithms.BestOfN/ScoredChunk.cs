using System.Text.Json.Serialization;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>The scores of pictures that were drawn together.</summary>
internal sealed record ScoredChunk
{
    /// <summary>The proxy's, one for each picture.</summary>
    public required double[] Proxy { get; init; }

    /// <summary>What orders the proxy's scores, one for each image; null where they do themselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? ProxyOrder { get; init; }

    /// <summary>The observers', [observers][pictures].</summary>
    public required double[][] Observers { get; init; }
}
