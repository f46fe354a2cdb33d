namespace RewardLab.Abstractions;

/// <summary>Keeps with the run where a component's results come from, such as the service that it asked and what that cost. Safe from any thread.</summary>
public interface IProvenanceRecord
{
    /// <summary>Records a source. Facts replace those that were recorded for it before; amounts are added up.</summary>
    /// <param name="source">What the results come from, always in the same words, such as "vlm vqascore: qwen-vl at localhost:8000".</param>
    /// <param name="facts">What determines the results, such as a model's name and the hash of a template; no secrets.</param>
    /// <param name="amounts">What the results took since this was last called, such as calls and tokens; the run keeps their sums, also when it is
    /// resumed.</param>
    void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts);
}
