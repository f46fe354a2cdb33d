using System.Drawing;
using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Panes;
using RewardLab.Editor.Previews;
using RewardLab.Editor.Samples;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Shell;

/// <summary>The whole screen: panes, tabs, console, status bar, and the bars between them.</summary>
internal sealed class ShellView : Runnable
{
    private readonly Appearance _appearance;
    private readonly Workbench _bench;
    private readonly StatusLine _statusBar;
    private readonly MessageLine _messageLine;
    private ShellLayout _layout = ShellLayout.Compute(default, new EditorSettings(), ShellPart.Project, alone: null);
    private ShellPart _open = ShellPart.Project;
    private ShellPart? _alone;

    public ShellView(Appearance appearance, Workbench bench)
    {
        _appearance = appearance;
        _bench = bench;
        (Width, Height) = (Dim.Fill(), Dim.Fill());
        ProjectList = new ProjectPane(appearance, bench.Tree) { MarkOf = node => MarkOf(node) };
        Hierarchy = new HierarchyPane(appearance);
        Inspector = new InspectorPane(appearance);
        Console = new ConsolePane(appearance, bench.Console);
        Recipe = new RecipePane(appearance);
        Runs = new RunsPane(appearance, bench);
        Monitor = new MonitorPane(appearance, bench, new ImageCache(bench.Background));
        Samples = new SamplesPane(appearance, new ImageCache(bench.Background));
        Results = new ResultsPane(appearance);
        Plugins = new PluginsPane(appearance);
        Errors = new ErrorsPane(appearance);
        Tabs = new TabStrip(appearance);
        Yaml = new YamlPane(appearance);
        Source = new SourcePane(Recipe, Yaml);
        Tabs.AddPage("Recipe", Source, () => Source.ProblemCount > 0 ? $"({Source.ProblemCount})" : "", () => Source.Name);
        Tabs.AddPage("Runs", Runs, () => bench.Queue.Waiting.Count() is > 0 and var waiting ? $"({waiting})" : "");
        Tabs.AddPage("Monitor", Monitor);
        Tabs.AddPage("Samples", Samples);
        Tabs.AddPage("Results", Results);
        Tabs.AddPage("Plugins", Plugins);
        Preview = new PreviewPane(appearance);
        Tabs.AddPreview(Preview);
        Tabs.AddPage("Errors", Errors, () => Errors.Count > 0 ? $"({Errors.Count})" : "");
        ProjectPane = new Pane(appearance, "Project", ProjectList);
        HierarchyPane = new Pane(appearance, "Hierarchy", Hierarchy) { Remark = () => Hierarchy.Remark };
        InspectorPane = new Pane(appearance, "Inspector", Inspector) { Remark = () => Inspector.Remark };
        ConsolePane = new Pane(appearance, "Console", Console) { Remark = () => Console.Remark };
        _statusBar = new StatusLine(appearance, () => Shortcuts(), () => PaneKeys.Here(this).Keys);
        _messageLine = new MessageLine(appearance, bench.Messages);
        _messageLine.ListRequested += () => MessagesRequested?.Invoke();
        Place(ProjectPane, layout => layout.Project);
        Place(HierarchyPane, layout => layout.Hierarchy);
        Place(InspectorPane, layout => layout.Inspector);
        Place(Tabs, layout => layout.Center);
        Place(ConsolePane, layout => layout.Console);
        Place(_messageLine, layout => layout.Message);
        Place(Bar(Orientation.Vertical, x => bench.Settings = bench.Settings with { LeftWidth = x }), layout => layout.LeftSplitter);
        Place(Bar(Orientation.Vertical, x => bench.Settings = bench.Settings with { RightWidth = Viewport.Width - x - 1 }), layout => layout.RightSplitter);
        Place(
            Bar(Orientation.Horizontal, y => bench.Settings = bench.Settings with { HierarchyHeight = _layout.Center.Height - y - 1 }),
            layout => layout.HierarchySplitter);
        Place(
            Bar(Orientation.Horizontal, y => bench.Settings = bench.Settings with { ConsoleHeight = _layout.Message.Y - 1 - y }),
            layout => layout.ConsoleSplitter);
        (_statusBar.Y, _statusBar.Width, _statusBar.Height) = (Pos.Func(_ => Math.Max(0, Viewport.Height - 1)), Dim.Fill(), 1);
        Add(_statusBar);
        foreach (var (part, view) in Parts)
        {
            view.HasFocusChanged += (_, change) => OnFocus(change.NewValue, part);
        }
    }

    public ProjectPane ProjectList { get; }

    public HierarchyPane Hierarchy { get; }

    public InspectorPane Inspector { get; }

    public ConsolePane Console { get; }

    public RecipePane Recipe { get; }

    public YamlPane Yaml { get; }

    public SourcePane Source { get; }

    public RunsPane Runs { get; }

    public MonitorPane Monitor { get; }

    public SamplesPane Samples { get; }

    public ResultsPane Results { get; }

    public PluginsPane Plugins { get; }

    public ErrorsPane Errors { get; }

    public TabStrip Tabs { get; }

    public Pane ProjectPane { get; }

    public Pane HierarchyPane { get; }

    public Pane InspectorPane { get; }

    public Pane ConsolePane { get; }

    /// <summary>What is selected in Project, before it is opened.</summary>
    public PreviewPane Preview { get; }

    /// <summary>Keys of everywhere that the last row shows.</summary>
    public Func<IEnumerable<StatusItem>> Shortcuts { get; set; } = static () => [];

    /// <summary>A menu of what is selected is asked for, at a place of the screen.</summary>
    public event Action<Point>? MenuRequested;

    /// <summary>A key that no pane had a use for; whether it was used.</summary>
    public Func<Key, bool> KeyPressed { get; set; } = static _ => false;

    /// <summary>The list of messages is asked for.</summary>
    public event Action? MessagesRequested;

    /// <summary>The part that has the focus; the centre where none has.</summary>
    public ShellPart FocusedPart => Parts.FirstOrDefault(part => part.View.HasFocus, (ShellPart.Center, Tabs)).Part;

    /// <summary>Says something in the line of messages, until something else is said.</summary>
    public void ShowStatus(string message, EventSeverity level = EventSeverity.Information)
    {
        _bench.Messages.Add("", level, message);
        _messageLine.SetNeedsDraw();
    }

    /// <summary>Shows something over the tabs, until one of them is shown.</summary>
    public void ShowPreview(Preview preview)
    {
        Preview.Preview = preview;
        Tabs.ShowPreview();
    }

    /// <summary>Draws the last row again where other keys act now.</summary>
    public void RefreshStatus() => _statusBar.Refresh();

    /// <summary>Gives the part that has the focus the whole screen, or gives it back.</summary>
    public void ToggleFullScreen()
    {
        _alone = _alone is null ? FocusedPart : null;
        Relayout();
    }

    /// <summary>Brings a side pane into view and gives it the focus.</summary>
    public void Enter(ShellPart pane)
    {
        (_alone, _open) = (_alone == pane ? pane : null, pane);
        Relayout();
        (pane switch { ShellPart.Project => ProjectPane, ShellPart.Hierarchy => HierarchyPane, _ => InspectorPane }).Enter();
    }

    /// <summary>Lays everything out again.</summary>
    public void Relayout()
    {
        _layout = ShellLayout.Compute(Viewport.Size, _bench.Settings, _open, _alone);
        SetNeedsLayout();
        SetNeedsDraw();
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        _layout = ShellLayout.Compute(frame.Size, _bench.Settings, _open, _alone);
    }

    // The right button comes here where the view below it has no menu of its own; that view has selected what is there.
    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.RightButtonClicked))
        {
            return false;
        }

        foreach (var (_, view) in Parts.Where(part => !part.View.HasFocus && part.View.FrameToScreen().Contains(mouse.ScreenPosition)))
        {
            (view as Pane)?.Enter();
            view.SetFocus();
        }

        MenuRequested?.Invoke(mouse.ScreenPosition);
        return true;
    }

    protected override bool OnKeyDown(Key key) => KeyPressed(key);

    // Esc closes dialogs; nothing here.
    protected override bool OnKeyDownNotHandled(Key key) => key == Key.Esc || base.OnKeyDownNotHandled(key);

    private (string Sign, Ink Ink)? MarkOf(Projects.ProjectNode node) => node.Value switch
    {
        RewardLab.Runs.Store.RunEntry run when _bench.Monitor?.Run.Folder == run.Folder => (_appearance.Glyphs.Bullet, Ink.Accent),
        RewardLab.Runs.Store.RunEntry run when _bench.Overlays.Any(feed => feed.Run.Folder == run.Folder) => ("+", Ink.Accent),
        Hosting.Recipes.Definition.RecipeEntry recipe when _bench.Recipe is { Preset: null } open
            && open.Info.Path == recipe.Path => (_appearance.Glyphs.Bullet, Ink.Accent),
        Projects.PresetFile preset when _bench.Recipe is { } open
            && open.Preset == preset.Path
            && open.Info.Path == preset.Recipe.Path => (_appearance.Glyphs.Bullet, Ink.Accent),
        Projects.ExperimentFile file when _bench.Experiment?.Path == file.Path => (_appearance.Glyphs.Bullet, Ink.Accent),
        _ => null,
    };

    private IEnumerable<(ShellPart Part, View View)> Parts =>
    [
        (ShellPart.Project, ProjectPane),
        (ShellPart.Hierarchy, HierarchyPane),
        (ShellPart.Inspector, InspectorPane),
        (ShellPart.Center, Tabs),
        (ShellPart.Console, ConsolePane),
    ];

    // Of the panes in one column the one with the focus is open; who goes elsewhere wants to see where.
    private void OnFocus(bool hasFocus, ShellPart part)
    {
        if (hasFocus && ((_alone is not null && _alone != part) || (part <= ShellPart.Inspector && _open != part)))
        {
            _alone = _alone == part ? part : null;
            _open = part <= ShellPart.Inspector ? part : _open;
            Relayout();
        }
    }

    private Splitter Bar(Orientation orientation, Action<int> move)
    {
        var bar = new Splitter(_appearance, orientation);
        bar.Moved += place =>
        {
            move(Math.Max(0, place));
            Relayout();
        };
        return bar;
    }

    private void Place(View view, Func<ShellLayout, Rectangle> where)
    {
        view.X = Pos.Func(_ => where(_layout).X);
        view.Y = Pos.Func(_ => where(_layout).Y);
        view.Width = Dim.Func(_ => where(_layout).Width);
        view.Height = Dim.Func(_ => where(_layout).Height);
        Add(view);
    }
}
