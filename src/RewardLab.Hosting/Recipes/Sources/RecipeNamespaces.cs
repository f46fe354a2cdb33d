namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>What recipes need no using for. Apart from <see cref="RecipeLanguage"/>, so that a cached recipe starts without loading the compiler.</summary>
internal static class RecipeNamespaces
{
    /// <summary>Namespaces open in every recipe; recipes/recipes.rsp tells editors the same.</summary>
    public static readonly IReadOnlyList<string> Open =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "RewardLab.Abstractions",
        "RewardLab.Evaluation.Labels",
        "RewardLab.Evaluation.Metrics",
        "RewardLab.Evaluation.Statistics",
        "RewardLab.Evaluation.Tables",
        "RewardLab.Hosting.Recipes",
        "RewardLab.Reports.Charts",
        "RewardLab.Runs.Tables",
    ];
}
