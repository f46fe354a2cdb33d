using RewardLab.Evaluation.Layouts;

namespace RewardLab.Runs.Scores;

/// <summary>A column of a score table.</summary>
/// <param name="Heading">What it holds, and whose scores they are.</param>
/// <param name="Values">A value for each row.</param>
public sealed record ScoreColumn(ScoreHeading Heading, IReadOnlyList<double> Values)
{
    /// <summary>What orders the rows where values round alike, as <see cref="Abstractions.ScoreMatrix.OrderKeys"/> has it; null where the values do.</summary>
    public IReadOnlyList<double>? OrderKeys { get; init; }

    /// <summary>What ranks the rows: the order keys, or the values.</summary>
    public IReadOnlyList<double> Ranking => OrderKeys ?? Values;

    /// <summary>A reward's scores.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="values">A score for each row.</param>
    public static ScoreColumn Reward(string reward, IReadOnlyList<double> values) => new(new ScoreHeading(ScoreRole.Reward, reward), values);

    /// <summary>The ground truth.</summary>
    /// <param name="values">A value for each row, above 0.5 where the image is correct.</param>
    public static ScoreColumn GroundTruth(IReadOnlyList<double> values) => new(ScoreHeading.GroundTruth, values);

    /// <summary>Annotators' mean labels.</summary>
    /// <param name="values">A value for each row, from 0 to 1.</param>
    public static ScoreColumn Label(IReadOnlyList<double> values) => new(ScoreHeading.Label, values);
}
