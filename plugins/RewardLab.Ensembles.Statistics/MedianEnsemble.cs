namespace RewardLab.Ensembles.Statistics;

/// <summary>The middle of k rewards, the mean of the two in the middle where k is even.</summary>
internal sealed class MedianEnsemble : ColumnEnsemble
{
    public override string Name => "median";

    protected override double Combine(Span<double> scores)
    {
        scores.Sort();
        return (scores[(scores.Length - 1) / 2] + scores[scores.Length / 2]) / 2;
    }

    protected override Func<double[], double> Order(int count)
    {
        var ofTwo = MeanEnsemble.OrderOfMeans(2);
        return odds =>
        {
            Array.Sort(odds);
            var (low, high) = (odds[(count - 1) / 2], odds[count / 2]);
            return count % 2 == 1 ? low : ofTwo([low, high]);
        };
    }
}
