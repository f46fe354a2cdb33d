namespace RewardLab.Optimizer.BestOfN;

/// <summary>The scores of a prompt's whole pool.</summary>
internal sealed class PromptPool
{
    public PromptPool(string prompt, IReadOnlyList<ScoredChunk> chunks)
    {
        Prompt = prompt;
        Proxy = [.. chunks.SelectMany(chunk => chunk.Proxy)];
        Observers = [.. Enumerable.Range(0, chunks[0].Observers.Length).Select(observer => chunks.SelectMany(chunk => chunk.Observers[observer]).ToArray())];
    }

    public string Prompt { get; }

    /// <summary>The proxy's scores, [pool].</summary>
    public float[] Proxy { get; }

    /// <summary>Whether the proxy gives every image the same score, so that none is better than another.</summary>
    public bool IsFlat => Array.TrueForAll(Proxy, score => score.Equals(Proxy[0]));

    /// <summary>The observers' scores, [observers][pool].</summary>
    public float[][] Observers { get; }

    /// <summary>The proxy's favourite among the first n; the earliest of those that tie.</summary>
    public int Pick(int n)
    {
        var best = 0;
        for (var i = 1; i < n; i++)
        {
            best = Proxy[i] > Proxy[best] ? i : best;
        }

        return best;
    }
}
