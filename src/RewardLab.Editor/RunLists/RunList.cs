using RewardLab.Editor.Processes;
using RewardLab.Editor.Projects;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.RunLists;

/// <summary>Jobs that wait, and every run, filtered and sorted. Belongs to the screen's thread.</summary>
internal sealed class RunList
{
    private readonly Dictionary<string, RunSummary> _summaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (RunEntry Run, KeyResult Result)> _results = new(StringComparer.Ordinal);
    private RunSummary[] _runs = [];
    private QueuedRun[] _waiting = [];
    private IReadOnlyList<ProjectNode> _recipes = [];

    /// <summary>What is seen, top to bottom: jobs in the order in which they start, then runs.</summary>
    public IReadOnlyList<RunRow> Rows { get; private set; } = [];

    /// <summary>What runs are sorted by.</summary>
    public RunColumn Column { get; private set; }

    /// <summary>Whether the greatest comes first, or of times the latest.</summary>
    public bool IsDescending { get; private set; } = true;

    /// <summary>Words of which a run must hold every one; "#tag" stands for a tag.</summary>
    public string Filter
    {
        get;
        set
        {
            field = value;
            Arrange();
        }
    } = "";

    /// <summary>Takes what the project holds and what waits.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Update(IReadOnlyList<ProjectNode> roots, IEnumerable<QueuedRun> waiting)
    {
        var runs = Children(roots, "Runs");
        var recipes = Children(roots, "Recipes");
        QueuedRun[] jobs = [.. waiting];
        if (!ReferenceEquals(recipes, _recipes))
        {
            _recipes = recipes;
            _summaries.Clear();
        }

        RunEntry[] entries = [.. runs.Select(node => node.Value).OfType<RunEntry>()];
        if (_summaries.Count > 0 && jobs.SequenceEqual(_waiting) && entries.SequenceEqual(_runs.Select(summary => summary.Run)))
        {
            return false;
        }

        var infos = recipes.Select(node => node.Value).OfType<RecipeEntry>().ToDictionary(recipe => recipe.Name, recipe => recipe.Info, StringComparer.Ordinal);
        _runs =
        [
            .. entries.Select(run =>
            {
                if (!_summaries.TryGetValue(run.Folder, out var known) || known.Run != run)
                {
                    // An experiment's one parameter is its file, whose name the run has.
                    var info = run.Record is { } record ? infos.GetValueOrDefault(Path.GetFileNameWithoutExtension(record.Recipe.Path)) : null;
                    var isExperiment = info is not null && run.Record!.Recipe.Name != info.Name;
                    _summaries[run.Folder] = known = new RunSummary(
                        run,
                        run.Record is null ? [] : [.. ChangedValues.Find(run.Record, info).Where(value => !(isExperiment && value.Name == "experiment"))]);
                }

                return known;
            }),
        ];
        _waiting = jobs;
        Arrange();
        return true;
    }

    /// <summary>A run's key result; null where it has not been read, or not since the run changed.</summary>
    public KeyResult? ResultOf(RunSummary run) => _results.TryGetValue(run.Run.Folder, out var known) && known.Run == run.Run ? known.Result : null;

    /// <summary>Takes key results that were read.</summary>
    public void Take(IEnumerable<(RunEntry Run, KeyResult Result)> results)
    {
        foreach (var (run, result) in results)
        {
            _results[run.Folder] = (run, result);
        }

        if (Column == RunColumn.Result)
        {
            Arrange();
        }
    }

    /// <summary>Sorts by the next column.</summary>
    public void NextColumn()
    {
        Column = Column == RunColumn.Result ? RunColumn.Started : Column + 1;
        IsDescending = Column is RunColumn.Started or RunColumn.Duration or RunColumn.Result;
        Arrange();
    }

    /// <summary>Turns the order round.</summary>
    public void Reverse()
    {
        IsDescending = !IsDescending;
        Arrange();
    }

    private static IReadOnlyList<ProjectNode> Children(IReadOnlyList<ProjectNode> roots, string title) =>
        roots.FirstOrDefault(root => root.Title == title)?.Children ?? [];

    private void Arrange()
    {
        var words = Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = _runs.Where(run => Array.TrueForAll(words, word => Holds(run, word)));
        var sorted = Column switch
        {
            RunColumn.State => Order(found, run => RunStatusText.Format(run.Run), StringComparer.Ordinal),
            RunColumn.Name => Order(found, run => run.Title, StringComparer.OrdinalIgnoreCase),
            RunColumn.Values => Order(found, run => run.ChangedText, StringComparer.Ordinal),
            RunColumn.Duration => Order(found, run => run.Run.Record?.DurationSeconds ?? -1),
            RunColumn.Result => Order(found, run => ResultOf(run)?.Number ?? double.NegativeInfinity),
            _ => Order(found, run => run.Run.Record?.Started ?? DateTimeOffset.MinValue),
        };
        Rows =
        [
            .. _waiting.Select(job => new RunRow(job, Run: null)),
            .. sorted.ThenByDescending(run => run.Run.Id, StringComparer.Ordinal).Select(run => new RunRow(Job: null, run)),
        ];
    }

    private IOrderedEnumerable<RunSummary> Order<T>(IEnumerable<RunSummary> runs, Func<RunSummary, T> by, IComparer<T>? comparer = null) =>
        IsDescending ? runs.OrderByDescending(by, comparer) : runs.OrderBy(by, comparer);

    private static bool Holds(RunSummary run, string word) => word is ['#', .. { Length: > 0 } tag]
        ? run.Run.Notes.Tags.Any(one => one.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
        : $"{run.Title} {run.Run.Id} {run.Run.Record?.Recipe.Name} {RunStatusText.Format(run.Run)} {run.ChangedText} {run.Run.Notes.Note} "
            .Contains(word, StringComparison.OrdinalIgnoreCase)
            || run.Run.Notes.Tags.Any(tag => tag.Contains(word, StringComparison.OrdinalIgnoreCase));
}
