using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>What <see cref="Lab"/>.Benchmark found.</summary>
/// <param name="Evaluation">Every metric of every reward and prompt, with means, intervals and paired differences to ask for.</param>
/// <param name="Table">The table that was printed.</param>
public sealed record RecipeBenchmark(EvaluationTable Evaluation, ResultTable Table);
