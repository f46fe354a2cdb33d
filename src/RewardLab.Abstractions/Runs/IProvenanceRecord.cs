namespace RewardLab.Abstractions;

/// <summary>Keeps with the run where a component's results come from, such as the service that it asked and what that cost. Safe from any thread.</summary>
public interface IProvenanceRecord
{
    /// <summary>Keeps what there is to say of a source, in place of what was kept under its name before.</summary>
    /// <param name="source">What the results come from, always in the same words, such as "vlm: qwen-vl at localhost:8000".</param>
    /// <param name="facts">What determines the results, such as a model's name and the hash of a template; no secrets.</param>
    /// <param name="totals">What they took since the process began, such as calls and tokens; a run that is resumed adds up what its processes took.</param>
    void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> totals);
}
