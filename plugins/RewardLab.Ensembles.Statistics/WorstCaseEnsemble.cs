namespace RewardLab.Ensembles.Statistics;

/// <summary>The lowest of k rewards (Coste et al., ICLR 2024, worst-case optimisation): what every reward grants.</summary>
internal sealed class WorstCaseEnsemble : ColumnEnsemble
{
    public override string Name => "worst";

    protected override double Combine(Span<double> scores)
    {
        var lowest = scores[0];
        foreach (var score in scores)
        {
            lowest = Math.Min(lowest, score);
        }

        return lowest;
    }

    protected override Func<double[], double> Order(int count) => static odds => odds.Min();
}
