using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards less lambda times their population variance, 1/k and not 1/(k-1) (Kim et al., ICLR 2024, equation 3):
/// pictures that the rewards disagree on score lower.</summary>
internal sealed class UncertaintyEnsemble(double lambda) : IEnsemble
{
    public string Name => "uncertainty";

    public float[] Combine(IReadOnlyList<float[]> rows)
    {
        ScoreRows.Require(rows);
        var combined = new float[rows[0].Length];
        for (var i = 0; i < combined.Length; i++)
        {
            var (sum, squares) = (0.0, 0.0);
            foreach (var row in rows)
            {
                sum += row[i];
            }

            var mean = sum / rows.Count;
            foreach (var row in rows)
            {
                squares += (row[i] - mean) * (row[i] - mean);
            }

            combined[i] = (float)(mean - (lambda * squares / rows.Count));
        }

        return combined;
    }
}
