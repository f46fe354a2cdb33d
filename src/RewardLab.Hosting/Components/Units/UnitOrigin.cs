using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>What a component of this process was made from, and who does its units: workers make the same component, and compute with the same
/// numbers.</summary>
/// <remarks>A number that depends on the state of a machine, such as a batch size, is chosen once a run: by this process while it makes the component, or by
/// the worker that does the first unit. All later units carry it.</remarks>
/// <param name="reference">The component.</param>
/// <param name="pool">The pool as it is now.</param>
/// <param name="recorded">Keeps numbers with the run.</param>
internal sealed class UnitOrigin(ComponentReference reference, Func<IWorkerPool> pool, IRecordedSettings recorded) : IRecordedSettings
{
    private const int MaxTries = 4;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _settings = new(StringComparer.Ordinal);
    private bool _isRecorded;

    /// <summary>The component.</summary>
    public ComponentReference Reference => reference;

    /// <summary>Whether units may be done by other processes.</summary>
    public bool HasWorkers => pool().HasWorkers;

    public int GetOrAdd(string purpose, Func<int> choose)
    {
        var value = recorded.GetOrAdd(purpose, choose);
        lock (_gate)
        {
            return _settings[purpose] = value;
        }
    }

    /// <summary>Has units done.</summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="stage">What they belong to, for people.</param>
    /// <param name="count">How many.</param>
    /// <param name="input">The input of one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Results in order, each where its payload begins.</returns>
    public IEnumerable<BinaryReader> Compute(string kind, string stage, int count, Func<int, ReadOnlyMemory<byte>> input, CancellationToken cancellationToken)
    {
        var workers = pool();
        var start = 0;
        if (!_isRecorded && count > 0)
        {
            yield return Take(Unit(0), null);
            _isRecorded = true;
            start = 1;
        }

        // The specification of the others is one: what the first has chosen is in it.
        var shared = Share();
        var index = start;
        foreach (var result in workers.Compute(Enumerable.Range(start, count - start).Select(unit => Unit(unit, shared)), cancellationToken))
        {
            yield return Take(Unit(index++, shared), result);
        }

        string Share() => workers.Share(Specification().ToBytes());

        WorkUnit Unit(int unit, string? specification = null) => new()
        {
            Kind = kind, Stage = stage, Index = unit, Input = input(unit), Shared = [specification ?? Share()],
        };

        // Again, where the worker chose other numbers than the run has.
        BinaryReader Take(WorkUnit unit, ReadOnlyMemory<byte>? known)
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var (settings, rest) = UnitResult.Read(known ?? workers.Compute([unit], cancellationToken).Single());
                int[] inForce = [.. settings.Select(setting => GetOrAdd(setting.Purpose, () => setting.Value))];
                if (inForce.SequenceEqual(settings.Select(setting => setting.Value)))
                {
                    return UnitResult.Payload(rest);
                }

                (known, unit) = (null, unit with { Shared = [Share()] });
            }

            throw new RewardLabException($"Workers do not keep to the numbers that this run has chosen for '{reference.Id}'. Their builds may differ.");
        }
    }

    private UnitSpec Specification()
    {
        lock (_gate)
        {
            return new UnitSpec(reference.ToJson(), new SortedDictionary<string, int>(_settings, StringComparer.Ordinal));
        }
    }
}
