using RewardLab.Runs.Store;

namespace RewardLab.Editor.RunLists;

/// <summary>A run as a row of a list.</summary>
/// <param name="Run">The run.</param>
/// <param name="Changed">The parameters whose values are not the recipe's defaults, in the recipe's order.</param>
internal sealed record RunSummary(RunEntry Run, IReadOnlyList<(string Name, string Value)> Changed)
{
    /// <summary>What the run is called: the name that it was given, or else its recipe or experiment.</summary>
    public string Title => Run.Notes.Name ?? (Run.Record?.Recipe.Name is { Length: > 0 } recipe ? recipe : Run.Id);

    /// <summary>The changed values in words, such as "n=64 seed=3".</summary>
    public string ChangedText => string.Join(' ', Changed.Select(value => $"{value.Name}={value.Value}"));
}
