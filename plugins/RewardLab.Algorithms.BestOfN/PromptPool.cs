namespace RewardLab.Algorithms.BestOfN;

/// <summary>The scores of a prompt's whole pool.</summary>
internal sealed class PromptPool
{
    public PromptPool(string prompt, IReadOnlyList<ScoredChunk> chunks)
    {
        Prompt = prompt;
        Proxy = [.. chunks.SelectMany(chunk => chunk.Proxy)];

        // Chunks of an older version have no keys: then scores must do for all.
        Order = chunks.All(chunk => chunk.ProxyOrder is not null) ? [.. chunks.SelectMany(chunk => chunk.ProxyOrder!)] : Proxy;
        HeldOut =
        [
            .. Enumerable.Range(0, chunks[0].HeldOut.Length).Select(heldOutReward => chunks.SelectMany(chunk => chunk.HeldOut[heldOutReward]).ToArray()),
        ];
    }

    public string Prompt { get; }

    /// <summary>The proxy's scores, [pool].</summary>
    public double[] Proxy { get; }

    /// <summary>What orders the proxy's scores, [pool].</summary>
    public double[] Order { get; }

    /// <summary>Whether the proxy gives every image the same score, so that none is better than another.</summary>
    public bool IsFlat => Array.TrueForAll(Order, key => key.Equals(Order[0]));

    /// <summary>The held-out rewards' scores, [rewards][pool].</summary>
    public double[][] HeldOut { get; }

    /// <summary>The image that the proxy scores highest among the first n; the earliest of those that tie.</summary>
    public int Select(int n)
    {
        var best = 0;
        for (var i = 1; i < n; i++)
        {
            best = Order[i] > Order[best] ? i : best;
        }

        return best;
    }
}
