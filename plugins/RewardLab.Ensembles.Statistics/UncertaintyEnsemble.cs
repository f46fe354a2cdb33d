namespace RewardLab.Ensembles.Statistics;

/// <summary>The average of k rewards minus lambda times their population variance, 1/k and not 1/(k-1) (Kim et al., ICLR 2024, equation 3):
/// images that the rewards disagree on score lower.</summary>
internal sealed class UncertaintyEnsemble(double lambda) : ColumnEnsemble
{
    public override string Name => "uncertainty";

    protected override double Combine(Span<double> scores)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var score in scores)
        {
            sum += score;
        }

        var mean = sum / scores.Length;
        foreach (var score in scores)
        {
            squares += (score - mean) * (score - mean);
        }

        return mean - (lambda * squares / scores.Length);
    }

    // With shares n + d, n being 0 or 1, m the mean of n and D that of d, the score is m - lambda (m - m^2) and a rest:
    // the mean of (1 - 2 lambda (n - m)) d, minus lambda times the variance of d.
    protected override Func<double[], double> Order(int count)
    {
        var order = new AnchoredOrder(Enumerable.Range(0, count + 1).Select(ones => Anchor(ones / (double)count)));
        var shares = new ShareRests(count);
        var terms = new SignedLog[count + 2];
        return odds =>
        {
            shares.Read(odds);
            var mean = shares.Ones / (double)count;
            for (var i = 0; i < count; i++)
            {
                terms[i] = -lambda / count * (shares.Rests[i] * shares.Rests[i]);
            }

            var drift = shares.Sum(_ => 1.0 / count);
            terms[count] = lambda * (drift * drift);
            terms[count + 1] = shares.Sum(i => (1 - (2 * lambda * (shares.Ends[i] - mean))) / count);
            return order.KeyOf(Anchor(mean), SignedLog.Sum(terms));
        };
    }

    private double Anchor(double mean) => mean - (lambda * (mean - (mean * mean)));
}
