using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>An ensemble that looks at one picture's scores at a time.</summary>
internal abstract class ColumnEnsemble : IEnsemble
{
    public abstract string Name { get; }

    public float[] Combine(IReadOnlyList<float[]> rows)
    {
        ScoreRows.Require(rows);
        var combined = new float[rows[0].Length];
        var column = new double[rows.Count];
        for (var i = 0; i < combined.Length; i++)
        {
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = rows[row][i];
            }

            combined[i] = (float)Combine(column);
        }

        return combined;
    }

    /// <param name="scores">Each reward's score of one picture; may be put in another order.</param>
    protected abstract double Combine(Span<double> scores);
}
