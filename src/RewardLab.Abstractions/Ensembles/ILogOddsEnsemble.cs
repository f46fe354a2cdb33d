namespace RewardLab.Abstractions;

/// <summary>An ensemble that can combine shares by their log-odds, so that images whose shares round to 0 or 1, or combine to one double, keep their
/// order.</summary>
public interface ILogOddsEnsemble : IEnsemble
{
    /// <summary>Combines k rows of shares, element by element.</summary>
    /// <param name="rows">k rows of one length, k at least 1: row i holds the log-odds of reward i's shares, the logarithm of each share over what is
    /// left.</param>
    /// <returns>Values as <see cref="IEnsemble.Combine"/> gives them of the shares, and keys that order them; equal images have equal keys.</returns>
    /// <exception cref="ArgumentException">There is no row, or lengths differ.</exception>
    ImageScores CombineLogOdds(IReadOnlyList<double[]> rows);
}
