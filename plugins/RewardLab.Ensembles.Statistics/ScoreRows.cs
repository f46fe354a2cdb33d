namespace RewardLab.Ensembles.Statistics;

internal static class ScoreRows
{
    /// <summary>Refuses what is not a set of rows of one length.</summary>
    public static void Require(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Length != rows[0].Length))
        {
            throw new ArgumentException("An ensemble combines one row of scores or more, all of one length.", nameof(rows));
        }
    }
}
