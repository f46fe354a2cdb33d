using RewardLab.Runs.Monitoring;

namespace RewardLab.Editor.Panes;

/// <summary>Which curves are drawn, each with a number that it keeps and that colours it.</summary>
internal sealed class CurveChoice
{
    // What a user looks at first, where there is such a thing.
    private static readonly string[] Favourites = ["proxy", "heldOut/truth", "heldOut/fidelity", "loss", "reward"];

    private readonly Dictionary<CurveKey, int> _numbers = [];
    private bool _isUsers;

    /// <summary>A chosen curve's number, from 1; 0 for one that is not chosen.</summary>
    public int NumberOf(CurveKey key) => _numbers.GetValueOrDefault(key);

    /// <summary>The chosen ones among some, by number.</summary>
    public IReadOnlyList<CurveKey> Chosen(IReadOnlyList<CurveKey> keys) => [.. keys.Where(_numbers.ContainsKey).OrderBy(NumberOf)];

    /// <summary>Chooses a curve, or no longer.</summary>
    public void Toggle(CurveKey key)
    {
        _isUsers = true;
        if (!_numbers.Remove(key))
        {
            _numbers[key] = FreeNumber();
        }
    }

    /// <summary>Chooses for the user, who has not chosen yet: favourites of the first name, or else the first curve that is no time.</summary>
    public void ChooseFirst(IReadOnlyList<CurveKey> keys)
    {
        if (_isUsers && keys.Any(_numbers.ContainsKey))
        {
            return;
        }

        var wanted = Favourites.Select(value => keys.FirstOrDefault(key => key.Value == value)).OfType<CurveKey>().Take(3).ToArray();
        if (wanted.Length == 0)
        {
            wanted = [.. keys.Where(key => !key.Value.EndsWith("Seconds", StringComparison.Ordinal)).Take(1)];
        }

        foreach (var key in wanted)
        {
            _numbers.TryAdd(key, FreeNumber());
        }

        _isUsers |= wanted.Length > 1;
    }

    private int FreeNumber() => Enumerable.Range(1, int.MaxValue - 1).First(number => !_numbers.ContainsValue(number));
}
