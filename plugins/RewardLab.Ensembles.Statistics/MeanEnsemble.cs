using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards (Kim et al., ICLR 2024, equation 2).</summary>
internal sealed class MeanEnsemble : IEnsemble
{
    public string Name => "mean";

    public float[] Combine(IReadOnlyList<float[]> rows)
    {
        ScoreRows.Require(rows);
        var combined = new float[rows[0].Length];
        for (var i = 0; i < combined.Length; i++)
        {
            var sum = 0.0;
            foreach (var row in rows)
            {
                sum += row[i];
            }

            combined[i] = (float)(sum / rows.Count);
        }

        return combined;
    }
}
