using RewardLab.Abstractions;

[assembly: RewardLabPlugin("contract10.ensemble", ContractVersion.Current)]

namespace Contract10;

[ExportEnsemble("contract10-ensemble", Description = "the highest")]
public sealed class HighestFactory : ComponentFactory<IEnsemble, NoOptions>
{
    protected override IEnsemble Create(NoOptions options, ComponentContext context) => new Highest();
}

internal sealed class Highest : ILogOddsEnsemble
{
    public string Name => "highest";

    public double[] Combine(IReadOnlyList<double[]> rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i]))];

    public ImageScores CombineLogOdds(IReadOnlyList<double[]> rows)
    {
        var odds = Combine(rows);
        return new ImageScores(Array.ConvertAll(odds, value => 1 / (1 + Math.Exp(-value))), odds);
    }
}
