using RewardLab.Evaluation.Histories;

namespace RewardLab.Hosting.Recipes;

/// <summary>What an algorithm left in the run: histories, checkpoints and adapters of fine-tunings, and the curve of best-of-n.</summary>
/// <remarks>What is not shown by <see cref="Report"/> stands at the end of the run's report.</remarks>
public sealed class RecipeOptimization
{
    private readonly string _title;
    private bool _isReported;

    internal RecipeOptimization(string title, string sweepAdapter, IReadOnlyList<RecipeFineTuning> fineTunings, RecipeBestOfN? bestOfN)
    {
        _title = title;
        FineTunings = fineTunings;
        BestOfN = bestOfN;
        Adapter = sweepAdapter.Length > 0 ? sweepAdapter : fineTunings is [var only] ? only.Adapter : "";
    }

    /// <summary>Its fine-tunings: one, or those of a sweep by name; none of other algorithms.</summary>
    public IReadOnlyList<RecipeFineTuning> FineTunings { get; }

    /// <summary>The curve of best-of-n; null of other algorithms.</summary>
    public RecipeBestOfN? BestOfN { get; }

    /// <summary>The history of its one fine-tuning; null where there is none, or a sweep has several.</summary>
    public FineTuningHistory? History => FineTunings is [var only] ? only.History : null;

    /// <summary>The adapters that were kept, of all its fine-tunings.</summary>
    public IReadOnlyList<RecipeCheckpoint> Checkpoints => [.. FineTunings.SelectMany(fineTuning => fineTuning.Checkpoints)];

    /// <summary>Absolute path of the chosen adapter's folder, of a sweep the best one's; empty where none was delivered.</summary>
    public string Adapter { get; }

    /// <summary>Shows tables and curves here, with a title of its own, rather than at the end of the report.</summary>
    /// <param name="title">Of fine-tunings, such as "DDPO against textnorm"; the algorithm and the reward when empty.</param>
    /// <exception cref="Abstractions.RewardLabException">They have been shown already.</exception>
    public void Report(string title = "")
    {
        ArgumentNullException.ThrowIfNull(title);
        _isReported = true;
        foreach (var fineTuning in FineTunings)
        {
            fineTuning.Report(TitleOf(fineTuning, title.Length > 0 ? title : _title));
        }

        BestOfN?.Report();
    }

    /// <summary>Shows at a recipe's end what the recipe has not shown.</summary>
    internal void ReportRest()
    {
        if (_isReported)
        {
            return;
        }

        foreach (var fineTuning in FineTunings)
        {
            fineTuning.ReportOnce(TitleOf(fineTuning, _title));
        }

        BestOfN?.Report();
    }

    private string TitleOf(RecipeFineTuning fineTuning, string title) => FineTunings.Count > 1 ? $"{title}, {fineTuning.Name}" : title;
}
