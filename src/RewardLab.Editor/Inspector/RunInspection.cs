using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Inspector;

/// <summary>The values that a run was made with, as the Inspector shows them: to be read, not changed.</summary>
internal sealed class RunInspection : IInspected
{
    /// <summary>The values of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="changed">Names of those that are not the recipe's defaults.</param>
    public RunInspection(RunEntry run, IReadOnlyCollection<string> changed)
    {
        Run = run;
        Title = run.Notes.Name ?? run.Id;
        var record = run.Record;
        Fields =
        [
            .. record?.Parameters.Select(value => Create(value.Key, RecipeParameter.Format(value.Value), changed.Contains(value.Key))) ?? [],
            .. record is null ? [] : new[] { Create("seed", RecipeParameter.Format(record.Seed), changed.Contains("seed")) },
            .. record is { Machine.Threads: { } threads } ? [Create("threads", RecipeParameter.Format(threads), isChanged: false)] : Array.Empty<Field>(),
        ];
    }

    /// <summary>The run.</summary>
    public RunEntry Run { get; }

    public string Title { get; }

    public IReadOnlyList<Field> Fields { get; }

    public EditHistory History { get; } = new();

    public bool IsReadOnly => true;

    public string Refusal => "A run is what it was: 'v' on the run opens its recipe with these values, to be changed.";

    public void Set(Field field, string text)
    {
        // A run is what it was.
    }

    // The default is not known any more: it only tells that the value is another.
    private static Field Create(string name, string value, bool isChanged) => new()
    {
        Name = name,
        Kind = FieldKind.Text,
        Default = isChanged ? "" : value,
        Text = value,
        Description = "as the run had it; 'v' on the run opens its recipe with these values",
        Check = static _ => null,
    };
}
