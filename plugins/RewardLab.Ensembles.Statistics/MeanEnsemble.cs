namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards (Kim et al., ICLR 2024, equation 2).</summary>
internal sealed class MeanEnsemble : ColumnEnsemble
{
    public override string Name => "mean";

    protected override double Combine(Span<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum / scores.Length;
    }
}
