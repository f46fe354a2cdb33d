using RewardLab.Abstractions;
using RewardLab.Calibration.Trees;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The state behind <see cref="Lab"/> while a recipe runs.</summary>
internal sealed class RecipeSession : IDisposable
{
    private static readonly AsyncLocal<RecipeSession?> Entered = new();

    private readonly RecipeArguments _arguments;
    private readonly List<IDisposable> _owned = [];
    private readonly List<ReportItem> _items = [];
    private readonly List<Action> _endings = [];
    private readonly Lock _lock = new();
    private readonly SharedRewards _rewards;
    private readonly Dictionary<string, int> _styles = new(StringComparer.Ordinal);
    private int _promptCount;

    public RecipeSession(CompiledRecipe recipe, RecipeArguments arguments, RecipeServices services, CancellationToken cancellationToken)
    {
        Functions = new FunctionRewards(recipe.Sources.Values.Order(StringComparer.Ordinal));
        _arguments = arguments;
        Services = services;
        Cancellation = cancellationToken;
        _rewards = new SharedRewards(this);
        Composed = new ComposedRewards(this);
    }

    /// <summary>The session of the recipe that calls.</summary>
    /// <exception cref="RewardLabException">No recipe calls.</exception>
    /// <exception cref="OperationCanceledException">The recipe is to stop.</exception>
    public static RecipeSession Current
    {
        get
        {
            var session = Entered.Value
                ?? throw new RewardLabException("Lab works inside a recipe only. Start the file with 'rewardlab run FILE.csx'.");
            session.Cancellation.ThrowIfCancellationRequested();
            return session;
        }
    }

    public RecipeServices Services { get; }

    /// <summary>Rewards that functions of the recipe compute.</summary>
    public FunctionRewards Functions { get; }

    /// <summary>Rewards that the recipe has composed so far.</summary>
    public ComposedRewards Composed { get; }

    public IRun Run => Services.Run;

    public CancellationToken Cancellation { get; }

    /// <summary>What the recipe made for the report so far, in order.</summary>
    public IReadOnlyList<ReportItem> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>Makes a session the current one of this thread and of what it starts.</summary>
    public static void Enter(RecipeSession session) => Entered.Value = session;

    /// <summary>The value of a parameter.</summary>
    public object Argument(string name) => _arguments.TryGet(name, out var value)
        ? value
        : throw new RewardLabException(
            $"Parameter '{name}' was not found in the recipe's text: declare it as Lab.Param(\"{name}\", ...), with Lab written out.");

    /// <summary>A group of options with the values that the recipe, a preset and settings give them.</summary>
    public (string Component, RecipeInfo Info, IReadOnlyDictionary<string, object?> Values) Options(string name)
    {
        var info = _arguments.Info;
        var group = info.OptionGroups.FirstOrDefault(group => group.Name == name)
            ?? throw new RewardLabException(
                $"Options '{name}' were not found in the recipe's text: declare them as Lab.Options(\"{name}\", ...), with Lab written out.");
        return info.HasComponents
            ? (group.Component, info, _arguments.OptionsOf(name))
            : throw new InvalidOperationException($"the arguments were resolved without the components of {info.Name}");
    }

    /// <summary>Makes a component that lives until the recipe ends.</summary>
    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        var component = Services.Components.Create<TComponent>(reference);
        Own(component);
        return component;
    }

    /// <summary>Refuses a tree with a component that does not exist, or that would not take its options: before images are generated for it.</summary>
    /// <exception cref="RewardLabException">It has one.</exception>
    public void Require(RewardNode node)
    {
        foreach (var (kind, component) in RewardTreeComponents.Of(node))
        {
            Require(kind, component);
        }
    }

    /// <summary>Makes the reward of a tree; it lives until the recipe ends.</summary>
    public IRewardModel Build(RewardNode node)
    {
        var reward = RewardTree.Build(node, _rewards);
        Own(reward);
        return reward;
    }

    private void Require(ComponentKind kind, ComponentReference reference)
    {
        if (kind == ComponentKind.Reward && FunctionRewards.Is(reference))
        {
            Functions.Find(reference);
        }
        else
        {
            (Services.Components as IComponentCheck)?.Require(kind, reference);
        }
    }

    private void Own(object value)
    {
        if (value is IDisposable disposable)
        {
            lock (_lock)
            {
                _owned.Add(disposable);
            }
        }
    }

    /// <summary>Numbers for the folders of prompts' images, 0, 1, 2 through the recipe: the first of so many.</summary>
    public int TakePromptIndices(int count) => Interlocked.Add(ref _promptCount, count) - count;

    /// <summary>The style of lines that show something: the same in all charts of the recipe, in the order of its first chart.</summary>
    /// <param name="subject">What they show, such as a reward's name.</param>
    public int StyleOf(string subject)
    {
        lock (_lock)
        {
            return _styles.TryGetValue(subject, out var style) ? style : _styles[subject] = _styles.Count;
        }
    }

    /// <summary>Prints a table and keeps it for the report.</summary>
    public void Print(ResultTable table)
    {
        lock (_lock)
        {
            _items.Add(new ReportTable(table));
            Services.Output.WriteLine(table.ToText(Services.Columns));
        }
    }

    /// <summary>Prints what fits a terminal of a table, and keeps all of it for the report.</summary>
    public void Print(ResultTable shown, ResultTable kept)
    {
        lock (_lock)
        {
            _items.Add(new ReportTable(kept));
            Services.Output.WriteLine(shown.ToText(Services.Columns));
        }
    }

    /// <summary>Prints words.</summary>
    public void Print(string text)
    {
        lock (_lock)
        {
            Services.Output.WriteLine(text);
        }
    }

    /// <summary>Keeps something for the report, after what came before.</summary>
    public void Report(ReportItem item)
    {
        lock (_lock)
        {
            _items.Add(item);
        }
    }

    /// <summary>Whether the recipe has made an image of this path.</summary>
    public bool HasFigure(string path)
    {
        lock (_lock)
        {
            return _items.OfType<ReportFigure>().Any(figure => string.Equals(figure.ImagePath, path, StringComparison.Ordinal));
        }
    }

    /// <summary>Does something when the recipe has come to its end, in the order of these calls.</summary>
    public void AtEnd(Action action)
    {
        lock (_lock)
        {
            _endings.Add(action);
        }
    }

    /// <summary>Does what was to be done at the end.</summary>
    public void End()
    {
        foreach (var ending in _endings)
        {
            ending();
        }
    }

    /// <summary>Refuses a second image of one name, which would take the first one's place in the report.</summary>
    /// <exception cref="RewardLabException">The recipe has made one.</exception>
    public void RequireNewFigure(string call, string name, string path)
    {
        if (HasFigure(path))
        {
            throw new RewardLabException($"{call}: this run already has an image \"{name}\" ({path}). Give each its own name.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Entered.Value = null;
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            try
            {
                _owned[i].Dispose();
            }
            catch (Exception exception)
            {
                // One component that fails to close must not keep the others open.
                Run.Log($"{_owned[i].GetType().Name} could not be closed: {exception.Message}");
            }
        }

        _owned.Clear();
    }
}
