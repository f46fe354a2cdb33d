namespace RewardLab.Abstractions;

/// <summary>Keeps nothing: the record of a host without a run.</summary>
internal sealed class NoProvenanceRecord : IProvenanceRecord
{
    public static NoProvenanceRecord Instance { get; } = new();

    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(amounts);
    }
}
