using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Results;
using RewardLab.Editor.Samples;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>Joins the screen to the workbench: what keys do, what events show.</summary>
internal sealed partial class ShellController
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan SamplesInterval = TimeSpan.FromSeconds(3);

    private const int MaxQuestionColumns = 76;
    private const int QuestionMargin = 6;

    private readonly Workbench _bench;
    private readonly Appearance _appearance;
    private readonly RecipeFiles _files;
    private readonly ActionTable _actions;
    private IApplication? _application;
    private Action? _pending;
    private string? _resultsOf;
    private long _samplesTimestamp;

    public ShellController(Workbench bench, Appearance appearance, RecipeFiles files)
    {
        (_bench, _appearance, _files) = (bench, appearance, files);
        View = new ShellView(appearance, bench);
        _actions = ActionTable.Create(this);
        View.Shortcuts = Shortcuts;
        View.MenuRequested += place => ShowMenuHere(place);
        View.KeyPressed = _actions.Press;
        View.ProjectList.Entered += Accept;
        View.Tabs.Turned += ForgetPreview;
        View.ProjectList.Marked += Mark;
        View.ProjectList.ContextRequested += (node, place) => ShowMenu(ActionsOf(node), node.Title, place);
        View.Console.JumpRequested += place => Jump(place.Path, place.Line);
        View.Console.CopyRequested += Copy;
        View.MessagesRequested += ShowMessages;
        View.Yaml.KeyPressed = _actions.Press;
        View.Recipe.EditRequested += (path, line) => Edit(path, line);
        View.Recipe.JumpRequested += problem => Jump(SourcePlace.In(problem));
        View.Results.ExportRequested += Export;
        View.Errors.Entered += GoTo;
        View.Plugins.TrustRequested += Trust;
        View.Plugins.SwitchRequested += Switch;
        View.Inspector.ChoicesRequested += field => ShowMenu(
            [
                .. (field.Choices.Count > 0 ? field.Choices : field.Suggestions())
                    .Select(choice => new EditorAction(choice, null, () => View.Inspector.Set(field, choice))),
            ],
            field.Name,
            place: null);
        View.Inspector.ChangeRefused += () => View.ShowStatus(View.Inspector.Document?.Refusal ?? "");
        View.Inspector.Edited += () => View.InspectorPane.SetNeedsDraw();
        View.Hierarchy.NodeChosen += Inspect;
        View.Hierarchy.MenuRequested += ShowContextMenu;
        View.Hierarchy.KeyPressed += PressInHierarchy;
        View.HierarchyPane.HasFocusChanged += (_, change) =>
        {
            if (change.NewValue)
            {
                LeavePreview();
                Inspect();
            }
        };
        AttachRuns();
        bench.RunEnded += OnRunEnded;
        bench.JobFailed += (job, level, text) => View.ShowStatus($"{job.Job.Title}: {text}", level);
        bench.ExperimentOpened += OnExperimentOpened;
        bench.RecipeOpened += OnRecipeOpened;
        bench.MonitorChanged += OnFeedChanged;
        bench.Changed += Redraw;
        files.Changed += () =>
        {
            View.Recipe.Show(files.Path, files.Lines, files.TakeLine());
            if (files.Path == bench.Recipe?.Info.Path)
            {
                bench.ReopenRecipe();
            }
        };
        files.ProblemsChanged += () =>
        {
            View.Recipe.ShowProblems(files.Problems);
            View.Tabs.SetNeedsDraw();
        };
    }

    /// <summary>The root view.</summary>
    public ShellView View { get; }

    /// <summary>What it works on.</summary>
    public Workbench Bench => _bench;

    /// <summary>A program that shall have the terminal for itself: it is run when the screen has been given back. Null for none.</summary>
    public Action? External { get; private set; }

    /// <summary>Everything that can be done.</summary>
    public IReadOnlyList<EditorAction> Actions => _actions.All;

    /// <summary>Begins with a terminal's application; once for each, as a program from outside ends one.</summary>
    /// <param name="application">The application.</param>
    /// <param name="signals">The system's signals; null for none.</param>
    public void Attach(IApplication application, TerminalSignals? signals = null)
    {
        _application = application;
        External = null;
        Paint();
        _ = new PasteBurst(application, _bench.Time);
        application.AddTimeout(TickInterval, () =>
        {
            if (signals is not null)
            {
                Heed(signals);
            }

            Tick();
            return true;
        });
        application.Iteration += (_, _) => DoPending();
        ContinueTyping();
    }

    /// <summary>Does what was put off: a dialog must not be opened inside a timer, as it would hold up every other thread's.</summary>
    public void DoPending()
    {
        var action = _pending;
        _pending = null;
        action?.Invoke();
    }

    /// <summary>Whether something was put off.</summary>
    public bool HasPending => _pending is not null;

    // Dialogs first, the screen last: then the terminal is given back.
    private void Heed(TerminalSignals signals)
    {
        if (signals.TakeStopRequest())
        {
            External = TerminalSignals.StopProcess;
        }

        if (External == TerminalSignals.StopProcess || signals.Ending > 0)
        {
            _application!.RequestStop();
        }
    }

    /// <summary>Takes an error that nobody foresaw: it is told, and the editor continues.</summary>
    /// <returns>true: the error is dealt with.</returns>
    public bool HandleUnexpected(Exception exception)
    {
        _bench.Console.Add("", EventSeverity.Error, $"unexpected {exception.GetType().Name}: {OneLine.FirstLine(exception)}");
        return true;
    }

    /// <summary>Takes up what has happened.</summary>
    public void Tick()
    {
        _bench.Tick();
        _files.Tick();
        if (View.Console.Refresh())
        {
            View.ConsolePane.SetNeedsDraw();
        }

        View.Monitor.Refresh();
        View.Runs.Refresh();
        PollExperimentNowAndThen();
        ShowResults();
        View.RefreshStatus();
    }

    /// <summary>Does something outside the timers, before the next frame.</summary>
    private void Later(Action action) => _pending = action;

    private void Accept(ProjectNode node) => Try(() =>
    {
        if (Destination(node) is { } destination)
        {
            Remember(destination);
        }

        switch (node.Value)
        {
            case RecipeEntry recipe:
                LeavePreview();
                OpenRecipe(recipe, preset: null);
                break;
            case PresetFile preset:
                LeavePreview();
                OpenRecipe(preset.Recipe, preset.Path);
                break;
            case ExperimentFile experiment:
                OpenExperiment(experiment);
                break;
            case RunEntry run:
                LeavePreview();
                _bench.Watch(run);
                View.Tabs.Show("Monitor");
                break;
            case PluginInfo plugin:
                LeavePreview();
                View.Tabs.Show("Plugins", takeFocus: true);
                View.Plugins.Select(plugin);
                break;
            case ModelEntry { Folder: null } model when node.Remark != "here":
                OfferDownload(model);
                break;
            default:
                View.ShowStatus(node.Remark.Length > 0 ? $"{node.Title}: {node.Remark}" : node.Title);
                break;
        }
    });

    // To the place that an error names, else to what it is about.
    private void GoTo(ProjectError error)
    {
        if (error.Node.Value is ExperimentFile experiment)
        {
            Try(() => OpenYaml(experiment, SourcePlace.In(error.Reason)?.Line ?? 1));
        }
        else if (SourcePlace.In(error.Reason) is { } place && File.Exists(place.Path))
        {
            Jump(place);
        }
        else if (error.Node.Value is RunEntry { Folder: var folder })
        {
            View.ShowStatus(folder);
        }
        else
        {
            Accept(error.Node);
        }
    }

    private void OpenRecipe(RecipeEntry recipe, string? preset)
    {
        OpenSource(recipe.Path, 0);
        View.Tabs.Show("Recipe");
        if (_bench.Recipe is { } open && _bench.Active != open && open.Info.Path == recipe.Path && open.Preset == preset)
        {
            // Back from an experiment: what was set stays set.
            _bench.Activate(open);
            OnRecipeOpened();
        }
        else if (recipe.Error is null)
        {
            _bench.Open(recipe.Path, preset, () => View.ShowStatus($"Open: {_bench.Recipe!.Title}; F5 runs it."));
        }
    }

    private void Mark(ProjectNode node)
    {
        if (node.Value is RunEntry run)
        {
            _bench.Overlay(run);
        }
        else
        {
            Accept(node);
        }
    }

    private void Edit(string path, int line)
    {
        External = () => ExternalEditor.Open(path, line);
        _application!.RequestStop(View);
    }

    private void Copy(string text)
    {
        _application?.Clipboard?.TrySetClipboardData(text);

        // Over SSH and in tmux the terminal's own clipboard is the one that counts (OSC 52).
        _application?.Driver?.WriteRaw($"\u001b]52;c;{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))}\a");
        View.ShowStatus("Copied.");
    }

    private void OnRecipeOpened()
    {
        var (former, field) = (View.Inspector.Document as RecipeDocument, View.Inspector.Selected?.Name);
        View.Inspector.Document = _bench.Recipe;
        if (field is not null && former?.Info.Path == _bench.Recipe?.Info.Path)
        {
            View.Inspector.Select(field); // read again: the user stays where they were
        }

        if (_bench.Recipe is { } recipe && View.Recipe.Path.Length == 0)
        {
            _files.Open(recipe.Info.Path, 0);
        }

        View.InspectorPane.SetNeedsDraw();
    }

    private void OnFeedChanged() => _resultsOf = null;

    private void ShowResults()
    {
        if (_bench.Monitor?.Run is not { } run)
        {
            return;
        }

        // Images come while a run continues: they are looked for again every few seconds while they are seen.
        var state = $"{run.Folder} {run.Record?.Status}";
        var isSeen = (View.Tabs.CurrentTitle == "Samples" || (View.Tabs.CurrentTitle == "Monitor" && View.Monitor.IsPipeline))
            && _bench.Time.GetElapsedTime(_samplesTimestamp) > SamplesInterval;
        if (state == _resultsOf && !(isSeen && run.Record?.Status == RunStatus.Running))
        {
            return;
        }

        _samplesTimestamp = _bench.Time.GetTimestamp();
        RunEntry[] others = [.. _bench.Overlays.Select(feed => feed.Run)];
        _bench.Background.Do(
            () => (
                Own: SampleReader.Read(run.Folder),
                Others: others.Select(other => new ComparedRun(NameOf(other), SampleReader.Read(other.Folder))).ToArray()),
            images =>
            {
                View.Samples.Show(images.Own, NameOf(run), images.Others);
                View.Monitor.ShowImages(images.Own);
            });
        if (state == _resultsOf)
        {
            return;
        }

        _resultsOf = state;
        _bench.Background.Do(() => ResultReader.Read(run, others), View.Results.Show);
    }

    private static string NameOf(RunEntry run) => run.Notes.Name ?? run.Id;

    private void Redraw()
    {
        View.Plugins.Show(_bench.Plugins?.List() ?? []);
        RefreshPreview();
        View.Errors.Show(ProjectErrors.Find(_bench.Tree.Roots));
        View.Yaml.Refresh();
        View.SetNeedsDraw();
    }

    private void Paint()
    {
        foreach (var name in new[] { "Base", "Accent", "Dialog", "Menu", "Error", "Runnable" })
        {
            SchemeManager.AddScheme(name, _appearance.Palette.ToScheme());
        }

        View.SetNeedsDraw();
    }

    private string? AskName(string title, string name, string remark, bool isEmptyAllowed = false, Func<string, string>? complete = null)
    {
        using var dialog = new NameDialog(_appearance, title, name, remark, isEmptyAllowed) { Complete = complete };
        _application!.Run(dialog);
        return dialog.Name;
    }

    // Enter and Esc choose what harms nothing; the other answer takes its letter, or Tab first.
    private bool Confirm(string title, string text, string act, string leave) => Ask(title, text, act, leave) == 0;

    // The last answer is the one that Enter gives. Lines are as wide as they are read with ease.
    private int? Ask(string title, string text, params string[] answers)
    {
        var columns = Math.Clamp(_application!.Screen.Width - QuestionMargin, 1, MaxQuestionColumns);
        var lines = text.Split('\n').SelectMany(line => TextWrap.Lines(line, columns));
        return MessageBox.Query(_application, title, string.Join('\n', lines), answers);
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (RewardLabException exception)
        {
            View.ShowStatus(exception.Message, EventSeverity.Error);
            _bench.Console.Add("", EventSeverity.Error, exception.Message);
        }
    }
}
