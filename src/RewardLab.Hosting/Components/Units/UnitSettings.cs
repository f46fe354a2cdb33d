using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>The numbers that a worker's component computes with: those that the run has chosen, and for what it has not, this machine's choice.</summary>
/// <param name="given">The run's.</param>
internal sealed class UnitSettings(IReadOnlyDictionary<string, int> given) : IRecordedSettings
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _used = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, int> _given = given;

    /// <summary>Those that were asked for so far.</summary>
    public IReadOnlyList<(string Purpose, int Value)> Used
    {
        get
        {
            lock (_gate)
            {
                return [.. _used.Select(setting => (setting.Key, setting.Value))];
            }
        }
    }

    public int GetOrAdd(string purpose, Func<int> choose)
    {
        lock (_gate)
        {
            return _used.TryGetValue(purpose, out var used) ? used : _used[purpose] = _given.TryGetValue(purpose, out var value) ? value : choose();
        }
    }

    /// <summary>Takes the run's numbers as they are now.</summary>
    /// <returns>False where the component has computed with others already: it has to be made again.</returns>
    public bool TryTake(IReadOnlyDictionary<string, int> settings)
    {
        lock (_gate)
        {
            _given = settings;
            return _used.All(used => !settings.TryGetValue(used.Key, out var value) || value == used.Value);
        }
    }
}
