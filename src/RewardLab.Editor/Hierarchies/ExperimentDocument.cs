using System.Collections.Immutable;
using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Processes;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting;
using RewardLab.Hosting.Jobs;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Hierarchies;

/// <summary>An experiment that is being composed; ready to be run or saved. Not safe from several threads.</summary>
internal sealed class ExperimentDocument : IPlayable
{
    private readonly UserFolders _folders;
    private State _state;
    private string _savedText;
    private string? _fileText;
    private IReadOnlyList<ComponentDescription> _components = [];

    /// <summary>Opens an experiment, or begins one.</summary>
    /// <param name="path">Its file; null for one that has none yet.</param>
    /// <param name="folders">Where one with unsaved changes is kept for a run.</param>
    /// <exception cref="RewardLabException">The file is not an experiment.</exception>
    public ExperimentDocument(string? path, UserFolders folders)
    {
        (Path, _folders) = (path, folders);
        _state = new State(path is null ? new Experiment() : ExperimentYaml.ReadFile(path), ImmutableDictionary<(string, string), string>.Empty);
        _savedText = ExperimentYaml.ToText(_state.Experiment);
        _fileText = path is null ? null : TextFile.Read(path);
        Rows = [];
        Update();
    }

    /// <summary>Raised after the experiment has changed.</summary>
    public event Action? Changed;

    /// <summary>Its file; null for none yet.</summary>
    public string? Path { get; private set; }

    /// <summary>The experiment in its current state.</summary>
    public Experiment Current => _state.Experiment;

    /// <summary>Texts that are not allowed values, by place and field: kept until they are mended.</summary>
    public IReadOnlyDictionary<(string Place, string Field), string> Drafts => _state.Drafts;

    /// <summary>Number of changes so far; a higher number means that what was shown is out of date.</summary>
    public int Version { get; private set; }

    /// <summary>The rows of its tree.</summary>
    public IReadOnlyList<HierarchyNode> Rows { get; private set; }

    /// <summary>What keeps the experiment from running; empty where nothing does.</summary>
    public IReadOnlyList<ExperimentProblem> Problems { get; private set; } = [];

    /// <summary>Edits that can be undone.</summary>
    public EditHistory History { get; } = new();

    /// <summary>The seed and the threads of its runs.</summary>
    public RunFields Run { get; } = new();

    /// <summary>What there is to choose from.</summary>
    public IReadOnlyList<ComponentDescription> Components => _components;

    /// <summary>Whether its file does not hold what it is now.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether saving would lose words that its file holds, such as comments.</summary>
    public bool HasHandwriting => _fileText is not null && _fileText != _savedText;

    /// <inheritdoc/>
    public string Title => Path is null ? "new experiment" : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <inheritdoc/>
    public string? Obstacle =>
        _state.Drafts.Count > 0 && _state.Drafts.First() is var draft ? $"{draft.Key.Place}: {draft.Key.Field} is '{draft.Value}', which is not allowed."
        : Run.All.FirstOrDefault(one => one.Problem is not null) is { } one ? $"{one.Name} is '{one.Text}', but {one.Problem}."
        : Problems.Count > 0 ? $"{Problems[0].Place}: {Problems[0].Message}"
        : null;

    /// <summary>Takes note of what plugins offer now.</summary>
    public void Use(IReadOnlyList<ComponentDescription> components)
    {
        if (!ReferenceEquals(components, _components))
        {
            _components = components;
            Update();
        }
    }

    /// <summary>Does what a menu offers.</summary>
    public void Do(HierarchyChoice choice)
    {
        History.Seal();
        var next = choice.Result();
        Become($"{choice.Title}", new State(next, Moved(next)), merge: null);
    }

    /// <summary>Gives a field of a place another text, allowed or not.</summary>
    /// <param name="place">The place.</param>
    /// <param name="field">The field.</param>
    /// <param name="text">Its text.</param>
    /// <param name="put">What the experiment is then; asked for allowed texts only.</param>
    public void Set(string place, Field field, string text, Func<Experiment> put)
    {
        var key = (place, field.Name);
        var next = field.Check(text) is null ? new State(put(), _state.Drafts.Remove(key)) : _state with { Drafts = _state.Drafts.SetItem(key, text) };
        Become($"set {field.Name}", next, (place, field.Name));
    }

    /// <summary>Writes it as a file, which 'rewardlab run' takes.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public void Save(string path)
    {
        var text = ExperimentYaml.ToText(Current);
        AtomicFileStream.WriteText(path, text);
        (Path, _savedText, _fileText) = (path, text, text);
        Update();
    }

    /// <inheritdoc/>
    public RunJob ToJob(string runsFolder) =>
        new(Title, ["run", Path is { } path && !IsChanged ? path : RunRequest.Kept(Current, _folders, Title), .. Run.Arguments, "--runs", runsFolder]);

    private void Become(string name, State next, object? merge)
    {
        var before = _state;
        History.Do(new Edit(name, () => Show(next), () => Show(before), merge));
    }

    private void Show(State state)
    {
        _state = state;
        Update();
    }

    private void Update()
    {
        Version++;
        IsChanged = _state.Drafts.Count > 0 || ExperimentYaml.ToText(Current) != _savedText;
        Rows = new HierarchyReader(Current, _components).Rows(Title);
        Problems = _components.Count == 0 ? [] : ExperimentProblems.Detect(Current, _components);
        Changed?.Invoke();
    }

    // What stays itself while the tree around it changes keeps its unfinished texts.
    private ImmutableDictionary<(string, string), string> Moved(Experiment next)
    {
        if (_state.Drafts.Count == 0)
        {
            return _state.Drafts;
        }

        var anchors = Rows.Where(row => row.Anchor is not null).ToDictionary(row => row.Place, row => row.Anchor!);
        var places = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var row in new HierarchyReader(next, _components).Rows(Title).Where(row => row.Anchor is not null))
        {
            places.TryAdd(row.Anchor!, row.Place);
        }

        return _state.Drafts
            .Select(draft => (Place: anchors.GetValueOrDefault(draft.Key.Place) is { } anchor ? places.GetValueOrDefault(anchor) : null, draft))
            .Where(moved => moved.Place is not null)
            .ToImmutableDictionary(moved => (moved.Place!, moved.draft.Key.Field), moved => moved.draft.Value);
    }

    private sealed record State(Experiment Experiment, ImmutableDictionary<(string Place, string Field), string> Drafts);
}
