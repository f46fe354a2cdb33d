using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The weighted mean of k rewards.</summary>
internal sealed class WeightedEnsemble : ColumnEnsemble
{
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
        if (scores.Length != _weights.Length)
        {
            throw new RewardLabException($"weighted: {_weights.Length} weights stand against {scores.Length} rewards; give each reward one.");
        }

        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += _weights[i] * scores[i];
        }

        return sum;
    }
}
