namespace RewardLab.Abstractions;

/// <summary>Combines the normalised scores of k rewards into one. Pure: no state, safe from any thread.</summary>
/// <remarks>One that also orders images whose shares round to 0 or 1 is an <see cref="ILogOddsEnsemble"/>.</remarks>
public interface IEnsemble
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Combines k rows of scores, element by element.</summary>
    /// <param name="rows">k rows of one length, k at least 1: row i holds reward i's scores. Of a plugin's ensemble they are copies of its own, which it
    /// may put in another order.</param>
    /// <returns>One row of the same length.</returns>
    /// <exception cref="ArgumentException">There is no row, or lengths differ.</exception>
    double[] Combine(IReadOnlyList<double[]> rows);
}
