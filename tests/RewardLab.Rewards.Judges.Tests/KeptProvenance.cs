using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>What rewards say of their source: the last facts, and sums of amounts as a run keeps them.</summary>
internal sealed class KeptProvenance : IProvenanceRecord
{
    public string Source { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Facts { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Dictionary<string, double> Totals { get; } = new(StringComparer.Ordinal);

    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
    {
        (Source, Facts) = (source, facts);
        foreach (var (name, amount) in amounts)
        {
            Totals[name] = Totals.GetValueOrDefault(name) + amount;
        }
    }
}
