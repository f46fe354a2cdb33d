using RewardLab.Abstractions;
using RewardLab.Runs.Monitoring;

namespace RewardLab.Editor.Panes;

/// <summary>Which curves are drawn, each with a number that it keeps and that colours it.</summary>
internal sealed class CurveChoice
{
    private const int MaxAtFirst = 3;

    private readonly Dictionary<CurveKey, int> _numbers = [];
    private bool _isFixed;

    /// <summary>Whether the user has chosen.</summary>
    public bool IsUsers { get; private set; }

    /// <summary>A chosen curve's number, from 1; 0 for one that is not chosen.</summary>
    public int NumberOf(CurveKey key) => _numbers.GetValueOrDefault(key);

    /// <summary>The chosen ones among some, by number.</summary>
    public IReadOnlyList<CurveKey> Chosen(IReadOnlyList<CurveKey> keys) => [.. keys.Where(_numbers.ContainsKey).OrderBy(NumberOf)];

    /// <summary>Chooses a curve, or no longer.</summary>
    public void Toggle(CurveKey key)
    {
        (_isFixed, IsUsers) = (true, true);
        if (!_numbers.Remove(key))
        {
            _numbers[key] = FreeNumber();
        }
    }

    /// <summary>Chooses for the user, who has not chosen yet: the proxy and what it is measured against, or else the first curve that is no time.</summary>
    /// <param name="keys">What changes: a constant is a number, not a curve.</param>
    public void ChooseFirst(IReadOnlyList<CurveKey> keys)
    {
        if (_isFixed && keys.Any(_numbers.ContainsKey))
        {
            return;
        }

        var wanted = First(keys).Take(MaxAtFirst).ToArray();
        if (wanted.Length == 0)
        {
            wanted = [.. keys.Where(key => key.Role != MetricRole.Timing).Take(1)];
        }

        foreach (var key in wanted)
        {
            _numbers.TryAdd(key, FreeNumber());
        }

        _isFixed |= wanted.Length > 1;
    }

    // The proxy of the first series that has one, the held-out rewards beside it, and what else is primary.
    private static IEnumerable<CurveKey> First(IReadOnlyList<CurveKey> keys)
    {
        var primary = keys.Where(key => key.IsPrimary || key.Role == MetricRole.HeldOut);
        if (keys.FirstOrDefault(key => key.Role == MetricRole.Proxy) is not { } proxy)
        {
            return primary.DistinctBy(key => key.Label);
        }

        var heldOut = keys.Where(key => key.Role == MetricRole.HeldOut).ToArray();
        var beside = heldOut.Where(key => key.Kind == proxy.Kind && key.Series == proxy.Series).ToArray();
        return beside.Prepend(proxy).Concat(heldOut).Concat(primary).DistinctBy(key => key.Label);
    }

    private int FreeNumber() => Enumerable.Range(1, int.MaxValue - 1).First(number => !_numbers.ContainsValue(number));
}
