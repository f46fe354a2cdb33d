namespace RewardLab.Ensembles.Statistics;

/// <summary>k shares of one image, each as 0 or 1 and a signed rest: 1 - 1e-130 is 1 and -1e-130.</summary>
internal sealed class ShareRests(int count)
{
    private readonly SignedLog[] _terms = new SignedLog[count];

    /// <summary>0 or 1, whichever is nearer, [k].</summary>
    public int[] Ends { get; } = new int[count];

    /// <summary>What is left, [k].</summary>
    public SignedLog[] Rests { get; } = new SignedLog[count];

    /// <summary>How many are nearer to 1.</summary>
    public int Ones { get; private set; }

    /// <summary>Takes the log-odds of one image's shares.</summary>
    public void Read(double[] logOdds)
    {
        Ones = 0;
        for (var i = 0; i < logOdds.Length; i++)
        {
            Ends[i] = logOdds[i] > 0 ? 1 : 0;
            Ones += Ends[i];
            Rests[i] = Ends[i] == 1 ? new SignedLog(-1, Shares.LogOf(-logOdds[i])) : new SignedLog(1, Shares.LogOf(logOdds[i]));
        }
    }

    /// <summary>The sum of the rests, each by a factor.</summary>
    public SignedLog Sum(Func<int, double> factor)
    {
        for (var i = 0; i < _terms.Length; i++)
        {
            _terms[i] = factor(i) * Rests[i];
        }

        return SignedLog.Sum(_terms);
    }
}
