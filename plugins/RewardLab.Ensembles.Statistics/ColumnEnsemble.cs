using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>An ensemble that looks at one image's scores at a time.</summary>
internal abstract class ColumnEnsemble : ILogOddsEnsemble
{
    public abstract string Name { get; }

    public double[] Combine(IReadOnlyList<double[]> rows)
    {
        ScoreRows.Require(rows);
        var combined = new double[rows[0].Length];
        var column = new double[rows.Count];
        for (var i = 0; i < combined.Length; i++)
        {
            Gather(rows, i, column);
            combined[i] = Combine(column);
        }

        return combined;
    }

    public ImageScores CombineLogOdds(IReadOnlyList<double[]> rows)
    {
        ScoreRows.Require(rows);
        var combined = new ImageScores(new double[rows[0].Length], new double[rows[0].Length]);
        var (odds, shares) = (new double[rows.Count], new double[rows.Count]);
        var order = Order(rows.Count);
        for (var i = 0; i < combined.Values.Length; i++)
        {
            Gather(rows, i, odds);
            combined.OrderKeys[i] = order(odds);
            for (var row = 0; row < shares.Length; row++)
            {
                shares[row] = Shares.FromLogOdds(odds[row]);
            }

            combined.Values[i] = Combine(shares);
        }

        return combined;
    }

    /// <param name="scores">Each reward's score of one image; may be put in another order.</param>
    protected abstract double Combine(Span<double> scores);

    /// <summary>What orders images whose k shares have given log-odds: a function of these that may put them in another order.</summary>
    protected abstract Func<double[], double> Order(int count);

    private static void Gather(IReadOnlyList<double[]> rows, int index, double[] column)
    {
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = rows[row][index];
        }
    }
}
