using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The geometric mean of k rewards, which are shares above 0: the mean of their logarithms. One reward that gives a picture nothing leaves it nothing.</summary>
internal sealed class LogMeanEnsemble : ColumnEnsemble
{
    public override string Name => "log-mean";

    protected override double Combine(Span<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score >= 0 ? Math.Log(score) : throw new RewardLabException($"log-mean: a score is {score}; geometric means are of scores that are not negative, such as TextNorm's.");
        }

        return Math.Exp(sum / scores.Length);
    }
}
