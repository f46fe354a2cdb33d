namespace RewardLab.Optimizer.BestOfN;

/// <summary>The scores of pictures that were drawn together.</summary>
internal sealed record ScoredChunk
{
    /// <summary>The proxy's, one for each picture.</summary>
    public required float[] Proxy { get; init; }

    /// <summary>The observers', [observers][pictures].</summary>
    public required float[][] Observers { get; init; }
}
