using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>What a reward says of its source, as it said it last.</summary>
internal sealed class KeptProvenance : IProvenanceRecord
{
    public string Source { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Facts { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Totals { get; private set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> totals) =>
        (Source, Facts, Totals) = (source, facts, totals);
}
