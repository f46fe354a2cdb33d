using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The weighted mean of k rewards.</summary>
internal sealed class WeightedEnsemble : ColumnEnsemble
{
    // Beyond these the numbers beside which combinations crowd are too many to list.
    private const int MaxAnchored = 12;

    private readonly double[] _weights;

    public WeightedEnsemble(IReadOnlyList<double> weights)
    {
        var sum = weights.Sum();
        if (weights.Any(weight => !(weight >= 0)) || !double.IsFinite(sum) || sum == 0)
        {
            throw new RewardLabException($"weighted: weights must not be negative and not all 0, not {string.Join(", ", weights)}.");
        }

        _weights = [.. weights.Select(weight => weight / sum)];
    }

    public override string Name => "weighted";

    protected override double Combine(Span<double> scores)
    {
        Require(scores.Length);
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += _weights[i] * scores[i];
        }

        return sum;
    }

    protected override Func<double[], double> Order(int count)
    {
        Require(count);
        if (count > MaxAnchored)
        {
            return odds => Combine(Array.ConvertAll(odds, Shares.FromLogOdds));
        }

        var order = new AnchoredOrder(Enumerable.Range(0, 1 << count).Select(bits => Anchor(i => (bits >> i) & 1)));
        var shares = new ShareRests(count);
        return odds =>
        {
            shares.Read(odds);
            return order.KeyOf(Anchor(i => shares.Ends[i]), shares.Sum(i => _weights[i]));
        };
    }

    private double Anchor(Func<int, int> end)
    {
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += _weights[i] * end(i);
        }

        return sum;
    }

    private void Require(int count)
    {
        if (count != _weights.Length)
        {
            throw new RewardLabException($"weighted: {_weights.Length} weights stand against {count} rewards; give each reward one.");
        }
    }
}
