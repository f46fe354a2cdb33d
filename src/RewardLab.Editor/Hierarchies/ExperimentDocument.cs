using System.Collections.Immutable;
using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Sessions;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting;
using RewardLab.Hosting.Jobs;
using RewardLab.Hosting.Models;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Hierarchies;

/// <summary>An experiment that is being composed; ready to be run or saved. Not safe from several threads.</summary>
internal sealed class ExperimentDocument : IPlayable
{
    private readonly UserFolders _folders;
    private State _state;
    private string _savedText;
    private string? _fileText;
    private (DateTime Written, long Length) _stamp;
    private IReadOnlyList<ComponentDescription> _components = [];

    /// <summary>Opens an experiment, or begins one.</summary>
    /// <param name="path">Its file; null for one that has none yet.</param>
    /// <param name="folders">Where one with unsaved changes is kept for a run.</param>
    /// <exception cref="RewardLabException">The file cannot be read. One that is not an experiment is opened all the same, with its
    /// <see cref="TextProblem"/>.</exception>
    public ExperimentDocument(string? path, UserFolders folders)
    {
        (Path, _folders) = (path, folders);
        _stamp = StampOf(path);
        _fileText = path is null ? null : ReadText(path);
        _state = Read(_fileText, path);
        _savedText = ExperimentYaml.ToText(_state.Experiment);
        Rows = [];
        Update();
    }

    /// <summary>Opens an experiment with the unsaved changes that a session kept, which can be undone.</summary>
    /// <param name="kept">The changes.</param>
    /// <param name="folders">The user's folders.</param>
    /// <exception cref="RewardLabException">What was kept is not an experiment.</exception>
    public static ExperimentDocument Recover(SessionExperiment kept, UserFolders folders)
    {
        var document = new ExperimentDocument(null, folders) { Path = kept.Path, _fileText = kept.FileText };
        if (kept.FileText is { } text)
        {
            document._state = Read(text, kept.Path);
            document._savedText = ExperimentYaml.ToText(document.Current);
        }

        document.Become(
            "restore unsaved changes",
            new State(
                Parse(kept.Text, kept.Path ?? "session.json"),
                kept.Drafts.ToImmutableDictionary(draft => (draft.Place, draft.Field), draft => draft.Text))
            {
                Written = kept.Written,
                Problem = kept.Written is null ? null : Read(kept.Written, kept.Path).Problem,
            },
            merge: null);
        foreach (var field in document.Run.All)
        {
            field.Text = kept.Values.GetValueOrDefault(field.Name, field.Text);
        }

        return document;
    }

    /// <summary>What a session keeps of it; null where its file holds it all.</summary>
    public SessionExperiment? Keep()
    {
        var values = Run.All.Where(field => field.IsChanged).ToDictionary(field => field.Name, field => field.Text, StringComparer.Ordinal);
        return !IsChanged && values.Count == 0
            ? null
            : new SessionExperiment(
                Path,
                _fileText,
                ExperimentYaml.ToText(Current),
                [.. _state.Drafts.Select(draft => new SessionDraft(draft.Key.Place, draft.Key.Field, draft.Value))],
                values,
                _state.Written);
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

    /// <summary>It as YAML: as it was written by hand, until it is changed in the tree.</summary>
    public string Text => _state.Written ?? ExperimentYaml.ToText(Current);

    /// <summary>What is wrong with <see cref="Text"/>, "file(line,column): what"; null where it is the experiment. While there is something,
    /// the tree is that of before.</summary>
    public string? TextProblem => _state.Problem;

    /// <summary>Whether saving would lose words that its file holds, such as comments.</summary>
    public bool HasHandwriting => _state.Written is null && _fileText is not null && _fileText != _savedText;

    /// <summary>What the file holds now, where it was changed on disk and is not what is shown; null where nobody else has changed it.</summary>
    public string? ForeignText { get; private set; }

    /// <inheritdoc/>
    public string Title => Path is null ? "new experiment" : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <inheritdoc/>
    public string? Obstacle =>
        TextProblem is { } problem ? problem :
        _state.Drafts.Count > 0 && _state.Drafts.First() is var draft ? $"{draft.Key.Place}: {draft.Key.Field} is '{draft.Value}', which is not allowed."
        : Run.All.FirstOrDefault(one => one.Problem is not null) is { } one ? $"{one.Name} is '{one.Text}', but {one.Problem}."
        : Problems.Count > 0 ? $"{Problems[0].Place}: {Problems[0].Message}"
        : null;

    /// <summary>Ids of the models that are known, for a kind of component.</summary>
    /// <exception cref="RewardLabException">The user's list of models cannot be read.</exception>
    public IReadOnlyList<string> ModelIds(ComponentKind kind) =>
        [.. ModelRegistry.Open(_folders).Models.Where(model => model.Kind == kind).Select(model => model.Id)];

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
    /// <exception cref="RewardLabException">The YAML has an error, and a change of the tree would lose what was typed.</exception>
    public void Do(HierarchyChoice choice)
    {
        if (TextProblem is { } problem)
        {
            throw new RewardLabException($"Correct the YAML first, or undo it: {problem}");
        }

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
        var next = field.Check(text) is null
            ? new State(put(), _state.Drafts.Remove(key))
            : _state with { Drafts = _state.Drafts.SetItem(key, text), Written = null };
        Become($"set {field.Name}", next, (place, field.Name));
    }

    /// <summary>Takes another text for the whole experiment, allowed or not; the tree follows where it is an experiment.</summary>
    public void SetText(string text)
    {
        if (text != Text)
        {
            var next = Read(text, Path);
            Become("edit the YAML", next.Problem is null ? next : _state with { Written = text, Problem = next.Problem }, merge: "YAML");
        }
    }

    /// <summary>Compares the file with what was read of it. Where it was changed on disk and nothing here is unsaved, it is read again, which can be undone;
    /// otherwise <see cref="ForeignText"/> holds what it says.</summary>
    /// <exception cref="RewardLabException">The file was changed and is not an experiment now; told once, and what is shown stays.</exception>
    public ExperimentFileChange Poll()
    {
        if (Path is not { } path || StampOf(path) is var stamp && stamp == _stamp)
        {
            return ExperimentFileChange.None;
        }

        _stamp = stamp;
        if (stamp == default)
        {
            ForeignText = null;
            return ExperimentFileChange.Gone;
        }

        var text = ReadText(path);
        ForeignText = text == _fileText ? null : text;
        if (ForeignText is null)
        {
            return ExperimentFileChange.None;
        }

        if (IsChanged)
        {
            return ExperimentFileChange.Conflict;
        }

        TakeForeign();
        return ExperimentFileChange.Reloaded;
    }

    /// <summary>Shows what the file holds now, which can be undone.</summary>
    /// <exception cref="RewardLabException">It is not an experiment.</exception>
    public void TakeForeign()
    {
        if (ForeignText is { } text)
        {
            var next = Read(text, Path);
            (_fileText, ForeignText) = (text, null);
            if (next.Problem is null)
            {
                _savedText = ExperimentYaml.ToText(next.Experiment);
            }

            History.Seal();
            Become("reload", next.Problem is null ? next : _state with { Written = text, Problem = next.Problem }, merge: null);
            if (next.Problem is { } problem)
            {
                throw new RewardLabException(problem);
            }
        }
    }

    /// <summary>Writes it as a file, which 'rewardlab run' takes.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public void Save(string path)
    {
        var text = Text;
        AtomicFileStream.WriteText(path, text);
        (Path, _savedText, _fileText, ForeignText, _stamp) = (path, ExperimentYaml.ToText(Current), text, null, StampOf(path));
        Update();
    }

    /// <inheritdoc/>
    public RunJob ToJob(string runsFolder)
    {
        string[] rest = [.. Run.Arguments, "--runs", runsFolder];
        return Path is { } path && !IsChanged
            ? new RunJob(Title, ["run", path, .. rest]) { Files = [FrozenFile.Create(path, _fileText!, _folders)] }
            : new RunJob(Title, ["run", RunRequest.Kept(Current, _folders, Title), .. rest]);
    }

    // Of a text that is not an experiment: an empty one, with what is wrong.
    private static State Read(string? text, string? path)
    {
        var none = ImmutableDictionary<(string, string), string>.Empty;
        try
        {
            return text is null ? new State(new Experiment(), none) : new State(Parse(text, path ?? "experiment.yaml"), none) { Written = text };
        }
        catch (RewardLabException exception)
        {
            return new State(new Experiment(), none) { Written = text, Problem = exception.Message };
        }
    }

    private static Experiment Parse(string text, string path)
    {
        using var reader = new StringReader(text);
        return ExperimentYaml.Read(reader, path);
    }

    private static string ReadText(string path)
    {
        try
        {
            return TextFile.Read(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    // Of a file that is not there: nothing.
    private static (DateTime Written, long Length) StampOf(string? path) =>
        path is not null && new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

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
        IsChanged = _state.Drafts.Count > 0 || (_state.Written is { } written ? written != _fileText : ExperimentYaml.ToText(Current) != _savedText);
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

    private sealed record State(Experiment Experiment, ImmutableDictionary<(string Place, string Field), string> Drafts)
    {
        // The text as a person wrote it; null where the tree was changed since.
        public string? Written { get; init; }

        public string? Problem { get; init; }
    }
}
