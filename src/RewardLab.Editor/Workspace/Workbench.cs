using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Sessions;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Workspace;

/// <summary>What the editor works on, without any screen: the project, the open recipe, the queue, the run that is watched.</summary>
/// <remarks>Belongs to the screen's thread, which calls <see cref="Tick"/> ten times a second; what takes time is done elsewhere and taken up there.</remarks>
internal sealed partial class Workbench : IDisposable
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly RunFollower _follower = new();
    private readonly ProjectWatch _watch;
    private readonly UserFolders _folders;
    private readonly List<RunMonitor> _overlays = [];
    private readonly Dictionary<RunMonitor, int> _linesTold = [];
    private readonly HashSet<string> _announced = new(StringComparer.Ordinal);
    private readonly List<SessionRecipe> _kept;
    private readonly SessionFile _session;
    private EditorSettings _settingsWritten;
    private long _savedTimestamp;
    private QueuedRun? _shown;

    public Workbench(
        RunStore store,
        RecipeCatalog recipes,
        UserFolders folders,
        Func<Action<string>, PluginHost> startPlugins,
        Func<RunJob, IRunProcess> startRun,
        EditorSettings settings,
        TimeProvider time)
    {
        (Store, Recipes) = (store, recipes);
        (Settings, Time) = (settings, time);
        (Console, Messages) = (new ConsoleLog(time), new ConsoleLog(time));
        _folders = folders;
        _settingsWritten = settings;
        _session = SessionFile.Open(folders.Settings, out var session);
        (Restored, _kept, Typing) = (session, [.. session.Recipes], session.Typing);
        Queue = new RunQueue(startRun);
        Queue.MessageReceived += (run, level, text) => Console.Add(
            new ConsoleEntry(run.Job.Title, level, text) { Time = time.GetLocalNow(), RunId = Path.GetFileName(run.Folder) ?? "" });
        Queue.Changed += OnQueueChanged;
        CleanCopies([]);
        Background.Failed += message => Console.Add("", EventSeverity.Error, message);
        _watch = new ProjectWatch(store, recipes, folders, () => startPlugins(TellOfPlugins), Background, time);
        _watch.Read += roots =>
        {
            Tree.Replace(roots);
            TellEnds();
            if (Plugins is { } plugins)
            {
                Announce(plugins.List());
                Experiment?.Use(plugins.Components.Components);
            }

            Changed?.Invoke();
        };
    }

    /// <summary>Something that the screen shows has changed.</summary>
    public event Action? Changed;

    /// <summary>Another recipe is open, or its values were all set again.</summary>
    public event Action? RecipeOpened;

    /// <summary>Another experiment is open.</summary>
    public event Action? ExperimentOpened;

    /// <summary>A run that was running when it was last seen has ended.</summary>
    public event Action<RunEntry>? RunEnded;

    /// <summary>A job ended badly before it had a run: which, how grave, what happened.</summary>
    public event Action<QueuedRun, EventSeverity, string>? JobFailed;

    /// <summary>Another run is watched.</summary>
    public event Action? MonitorChanged;

    /// <summary>The user's folders.</summary>
    public UserFolders Folders => _folders;

    /// <summary>What was set of recipes that are not open, and not saved, as it is now.</summary>
    public IReadOnlyList<SessionRecipe> KeptRecipes => [.. _kept];

    /// <summary>Where runs are kept.</summary>
    public RunStore Store { get; }

    /// <summary>Recipes and experiments of the project.</summary>
    public RecipeCatalog Recipes { get; }

    /// <summary>Settings kept between sessions.</summary>
    public EditorSettings Settings { get; set; }

    /// <summary>What the session before this one left.</summary>
    public EditorSession Restored { get; }

    /// <summary>The text of a dialog that is open, or that was closed by something else than the user's answer; null for none.</summary>
    public SessionText? Typing { get; set; }

    /// <summary>The filters of Project, the console and the list of runs, which the session keeps.</summary>
    public Func<(string Project, string Console, string Runs)> Filters { get; set; } = static () => ("", "", "");

    /// <summary>Clock of all that waits or repeats.</summary>
    public TimeProvider Time { get; }

    /// <summary>Runs one after another.</summary>
    public RunQueue Queue { get; }

    /// <summary>Messages of the editor and its runs.</summary>
    public ConsoleLog Console { get; }

    /// <summary>What the editor has answered to what the user did.</summary>
    public ConsoleLog Messages { get; }

    /// <summary>Work off the screen's thread, whose results come back to it.</summary>
    public BackgroundWork Background { get; } = new();

    /// <summary>What the project holds.</summary>
    public ProjectTree Tree { get; } = new();

    /// <summary>The plugins; null until they are loaded.</summary>
    public PluginHost? Plugins => _watch.Plugins;

    /// <summary>The open recipe; null for none.</summary>
    public RecipeDocument? Recipe { get; private set; }

    /// <summary>The open experiment; null for none.</summary>
    public ExperimentDocument? Experiment { get; private set; }

    /// <summary>What is run: the recipe or the experiment, whichever was opened last; null for none.</summary>
    public IPlayable? Active { get; private set; }

    /// <summary>The run that is watched; null for none.</summary>
    public RunMonitor? Monitor { get; private set; }

    /// <summary>Runs whose curves are shown beside it.</summary>
    public IReadOnlyList<RunMonitor> Overlays => _overlays;

    /// <summary>Opens a recipe.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="preset">The preset's file; null for the recipe's own defaults.</param>
    /// <param name="then">Called when it is open.</param>
    public void Open(string path, string? preset, Action? then = null) => Background.Do(
        () => new RecipeDocument(Described(RecipeInfo.Read(path)), preset),
        document =>
        {
            KeepRecipe();
            if (_kept.Find(kept => kept.Path == path && kept.Preset == preset) is { } changes && document.Set(changes.Values) is [_, ..] unknown)
            {
                Console.Add(document.Title, EventSeverity.Warning, $"has no parameter {string.Join(", ", unknown)} any more; what was set for it is left out.");
            }

            Suggest(document);
            (Recipe, Active) = (document, document);
            Settings = Settings with { Recipe = path, Preset = preset, IsExperimentActive = false };
            RecipeOpened?.Invoke();
            Changed?.Invoke();
            then?.Invoke();
        });

    /// <summary>Opens an experiment, or begins one.</summary>
    /// <param name="path">Its file; null for one that has none yet.</param>
    /// <param name="isActive">Whether it becomes what is run.</param>
    /// <exception cref="Abstractions.RewardLabException">The file is not an experiment.</exception>
    public void OpenExperiment(string? path, bool isActive = true) => Show(new ExperimentDocument(path, _folders), isActive);

    private void Show(ExperimentDocument document, bool isActive)
    {
        document.Use(Plugins?.Components.Components ?? []);
        Experiment = document;
        document.Changed += () => Changed?.Invoke();
        Settings = Settings with { Experiment = document.Path, IsExperimentActive = isActive };
        if (isActive)
        {
            Active = document;
        }

        ExperimentOpened?.Invoke();
        Changed?.Invoke();
    }

    /// <summary>Makes the open recipe or the open experiment what is run.</summary>
    public void Activate(IPlayable document)
    {
        if (Active != document)
        {
            Active = document;
            Settings = Settings with { IsExperimentActive = document == Experiment };
            Changed?.Invoke();
        }
    }

    /// <summary>Puts the recipe or experiment into the queue, with the values it has now.</summary>
    /// <returns>Why it cannot be run, one line; null where it is in the queue.</returns>
    public string? Run()
    {
        if (Active is not { } active)
        {
            return "nothing is open: select a recipe or an experiment in Project and press Enter.";
        }

        if (active.Obstacle is { } obstacle)
        {
            return obstacle;
        }

        var job = active.ToJob(Store.Folder);
        Add(active is RecipeDocument recipe ? job with { Files = RecipeSnapshot.Create(recipe.Info.Path, recipe.Preset, _folders) } : job);
        return null;
    }

    /// <summary>Continues with a run that did not come to its end.</summary>
    public void Resume(RunEntry run) => Add(new RunJob($"resume {run.Id}", ["runs", "resume", run.Id, "--runs", Store.Folder]));

    /// <summary>Watches a run.</summary>
    public void Watch(RunEntry run)
    {
        Monitor = _overlays.Find(feed => feed.Run.Folder == run.Folder) is { } known ? known : new RunMonitor(run);
        _overlays.Remove(Monitor);
        Follow();
        MonitorChanged?.Invoke();
        Changed?.Invoke();
    }

    /// <summary>Shows a run's curves beside those of the one that is watched, or no longer.</summary>
    public void Overlay(RunEntry run)
    {
        if (_overlays.RemoveAll(feed => feed.Run.Folder == run.Folder) == 0 && Monitor?.Run.Folder != run.Folder)
        {
            _overlays.Add(new RunMonitor(run));
        }

        Follow();
        MonitorChanged?.Invoke();
        Changed?.Invoke();
    }

    /// <summary>Looks at everything again.</summary>
    public void Refresh() => _watch.Force();

    /// <summary>Takes up what has happened since.</summary>
    /// <returns>Whether anything has.</returns>
    public bool Tick()
    {
        var version = Console.Version;
        Queue.Tick();
        var any = Background.TakeResults();
        _watch.Tick();
        foreach (var feed in Followed())
        {
            any |= Tell(feed);
        }

        if (Time.GetElapsedTime(_savedTimestamp) >= SaveInterval)
        {
            Save();
        }

        return any || Console.Version != version;
    }

    public void Dispose()
    {
        Save();
        _session.Dispose();
        _follower.Dispose();
        Queue.Dispose();
    }

    private void TellOfPlugins(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Background.Post(() => Console.Add("plugins", EventSeverity.Warning, text));
        }
    }

    // Only the plugins know the options of the components that a recipe exposes.
    private RecipeInfo Described(RecipeInfo recipe) =>
        recipe.OptionGroups.Count > 0 ? recipe.WithComponents(_watch.LoadPlugins().Components.Components) : recipe;

    // A parameter that names a component may name any other of its kind.
    private void Suggest(RecipeDocument document)
    {
        var components = Plugins?.Components.Components ?? [];
        foreach (var field in document.Fields.Where(field => field.Kind == Inspector.FieldKind.Text))
        {
            if (components.FirstOrDefault(component => component.Id == field.Default) is { Kind: var kind })
            {
                field.Suggestions = () => [.. components.Where(component => component.Kind == kind).Select(component => component.Id)];
            }
        }
    }

    // A plugin that nobody has trusted yet is told of once.
    private void Announce(IReadOnlyList<PluginInfo> plugins)
    {
        foreach (var plugin in plugins.Where(plugin => plugin.State == PluginState.Untrusted && _announced.Add($"{plugin.Location} {plugin.Reason}")))
        {
            Console.Add(plugin.Id, EventSeverity.Warning, $"is not trusted, so none of its code runs: {plugin.Location}. Alt+U lists plugins, t trusts one.");
        }
    }

    private IEnumerable<RunMonitor> Followed() => Monitor is null ? _overlays : _overlays.Prepend(Monitor);

    private void Follow()
    {
        var followed = Followed().ToArray();
        _follower.Follow(followed);
        foreach (var gone in _linesTold.Keys.Except(followed).ToArray())
        {
            _linesTold.Remove(gone);
        }
    }

    // The console tells what the watched run says from now on, and of a run that was watched late its latest lines.
    private bool Tell(RunMonitor feed)
    {
        var lines = feed.LinesAfter(_linesTold.GetValueOrDefault(feed), out var count);
        _linesTold[feed] = count;
        if (lines.Count > 0)
        {
            var (run, now) = (feed.Run, Time.GetLocalNow());

            // That a run that has ended once began is no news.
            foreach (var line in lines.Where(line => line.Text != "started" || run.Record?.Status == RunStatus.Running))
            {
                Console.Add(new ConsoleEntry(run.Record?.Recipe.Name ?? run.Id, line.Severity, line.Text)
                {
                    Time = TimeOf(run.Record, line, now),
                    RunId = run.Id,
                });
            }
        }

        return lines.Count > 0;
    }

    // A line says how long the run has worked, which tells when it was said as long as the run was never interrupted.
    private static DateTimeOffset? TimeOf(RunRecord? record, LogEntry line, DateTimeOffset now) =>
        record is { Resumptions: null } ? record.Started.ToLocalTime().AddSeconds(line.ElapsedSeconds)
        : record is { Status: RunStatus.Running } ? now
        : null;

    private void Add(RunJob job)
    {
        _shown = Queue.Add(job);
        Changed?.Invoke();
    }

    private void OnQueueChanged(QueuedRun run)
    {
        if (run is { State: RunJobState.Running, Folder: { } began })
        {
            _running.Add(began);
        }

        if (run is { State: RunJobState.Running, Folder: { } folder } && (run == _shown || Monitor is null || Monitor.Run.Record?.Status != RunStatus.Running))
        {
            Watch(RunStore.Read(folder));
        }

        if (run is { State: RunJobState.Ended, ExitCode: not (null or 0) })
        {
            TellEndOfProcess(run);
        }

        if (run.State == RunJobState.Ended)
        {
            CleanCopies(run is { ExitCode: 0 } ? run.Job.Files : []);
        }

        _watch.Force();
        Changed?.Invoke();
    }
}
