using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The geometric mean of k rewards, which are shares above 0: the mean of their logarithms.
/// One reward that gives an image nothing leaves it nothing.</summary>
internal sealed class LogMeanEnsemble : ColumnEnsemble
{
    // From here on -log(share) is what is left of the share, to the last bit.
    private const double FarFromHalf = 40;

    public override string Name => "log-mean";

    protected override double Combine(Span<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score >= 0
                ? Math.Log(score)
                : throw new RewardLabException($"log-mean: a score is {score}; geometric means are of scores that are not negative, such as TextNorm's.");
        }

        return Math.Exp(sum / scores.Length);
    }

    // The mean of -log(share) falls as the score rises, and near 0 only its own logarithm tells numbers apart.
    protected override Func<double[], double> Order(int count)
    {
        var terms = new SignedLog[count];
        return odds =>
        {
            for (var i = 0; i < count; i++)
            {
                terms[i] = new SignedLog(1, odds[i] > FarFromHalf ? -odds[i] : Math.Log(-Shares.LogOf(odds[i])));
            }

            var sum = SignedLog.Sum(terms);
            return sum.Log > 0 ? 1 - sum.ToDouble() : -sum.Log;
        };
    }
}
