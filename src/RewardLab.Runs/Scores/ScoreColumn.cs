namespace RewardLab.Runs.Scores;

/// <summary>One kind of score, such as "raw" or "textnorm".</summary>
/// <param name="Name">The column's heading.</param>
/// <param name="Values">A value for each row.</param>
public sealed record ScoreColumn(string Name, IReadOnlyList<double> Values)
{
    /// <summary>What orders the rows where values round alike, as <see cref="Abstractions.ScoreMatrix.OrderKeys"/> has it; null where the values do.</summary>
    public IReadOnlyList<double>? OrderKeys { get; init; }
}
