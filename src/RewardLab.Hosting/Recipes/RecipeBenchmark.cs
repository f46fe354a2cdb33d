using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>What <see cref="Lab"/>.Benchmark found.</summary>
/// <param name="Evaluation">Every metric of every reward and prompt, with means, intervals and paired differences to ask for.</param>
/// <param name="Table">The table of the report: every metric, with its leads.</param>
public sealed record RecipeBenchmark(EvaluationTable Evaluation, ResultTable Table)
{
    /// <summary>Leads of rewards over their baselines: of a TextNorm over the reward that it normalises.</summary>
    public ComparisonTable Comparisons { get; init; } = new([]);

    /// <summary>What the rewards were measured against.</summary>
    internal string GroundTruth { get; init; } = "";
}
