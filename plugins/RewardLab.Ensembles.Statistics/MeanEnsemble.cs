namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards (Kim et al., ICLR 2024, equation 2).</summary>
internal sealed class MeanEnsemble : ColumnEnsemble
{
    public override string Name => "mean";

    /// <summary>What orders means of k shares.</summary>
    public static Func<double[], double> OrderOfMeans(int count)
    {
        var order = new AnchoredOrder(Enumerable.Range(0, count + 1).Select(ones => ones / (double)count));
        var shares = new ShareRests(count);
        return odds =>
        {
            shares.Read(odds);
            return order.KeyOf(shares.Ones / (double)count, shares.Sum(_ => 1.0 / count));
        };
    }

    protected override double Combine(Span<double> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum / scores.Length;
    }

    protected override Func<double[], double> Order(int count) => OrderOfMeans(count);
}
