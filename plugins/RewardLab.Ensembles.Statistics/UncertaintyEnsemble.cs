namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards less lambda times their population variance, 1/k and not 1/(k-1) (Kim et al., ICLR 2024, equation 3):
/// pictures that the rewards disagree on score lower.</summary>
internal sealed class UncertaintyEnsemble(double lambda) : ColumnEnsemble
{
    public override string Name => "uncertainty";

    protected override double Combine(Span<double> scores)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var score in scores)
        {
            sum += score;
        }

        var mean = sum / scores.Length;
        foreach (var score in scores)
        {
            squares += (score - mean) * (score - mean);
        }

        return mean - (lambda * squares / scores.Length);
    }
}
