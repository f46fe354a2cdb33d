using RewardLab.Editor.Documents;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Shell;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Store;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Tests;

/// <summary>The editor on a screen that is none: keys go in, text comes out.</summary>
internal sealed class EditorStage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly VirtualTimeProvider _time = new();
    private readonly IApplication _application;
    private readonly SessionToken _token;

    /// <summary>Opens the editor.</summary>
    /// <param name="place">Its user's folders; recipes are in "recipes".</param>
    /// <param name="columns">Width of the screen.</param>
    /// <param name="rows">Height of the screen.</param>
    /// <param name="startRun">What running a recipe does; null for a refusal.</param>
    /// <param name="theme">How it is coloured.</param>
    /// <param name="isWelcomed">Whether it was open before.</param>
    /// <param name="recipes">Where recipes are found; null for the place's own.</param>
    /// <param name="startPlugins">Loads plugins; null for those of the place.</param>
    public EditorStage(
        string place,
        int columns = 120,
        int rows = 40,
        Func<RunJob, IRunProcess>? startRun = null,
        EditorTheme theme = EditorTheme.Dark,
        bool isWelcomed = true,
        RecipeCatalog? recipes = null,
        Func<UserFolders, PluginHost>? startPlugins = null)
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        Driver.Force16Colors = false;
        ButtonSettings.Current = ButtonSettings.Current with { DefaultShadow = ShadowStyles.None };
        _time.SetTime(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var folders = new UserFolders(Path.Combine(place, "home"), [Path.Combine(place, "plugins")], Path.Combine(place, "cache"));
        Bench = new Workbench(
            new RunStore(Path.Combine(place, "runs"), RealTime.Clock),
            recipes ?? new RecipeCatalog(Path.Combine(place, "recipes")),
            folders,
            _ => startPlugins?.Invoke(folders)
                ?? PluginHost.Start(new PluginHostOptions { ProgramPluginFolder = Path.Combine(place, "none"), User = folders }),
            startRun ?? (_ => throw new Abstractions.RewardLabException("nothing runs here")),
            new EditorSettings { IsWelcomed = isWelcomed },
            RealTime.Clock);
        Shell = new ShellController(
            Bench, new Appearance(theme, Glyphs.Unicode), new RecipeFiles(Bench.Background, new RecipeCompiler(cacheFolder: null), RealTime.Clock));
        Shell.Begin();
        _application = Application.Create(_time).Init("ansi");
        _application.Driver!.SetScreenSize(columns, rows);
        Shell.Attach(_application);
        _token = _application.Begin(Shell.View)!;
        Frame();
        WaitFor(() => Bench.Tree.IsComplete, "the whole project");
    }

    public Workbench Bench { get; }

    public ShellController Shell { get; }

    /// <summary>The screen as text.</summary>
    public string Screen =>
        string.Join('\n', _application.Driver!.ToString()!.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));

    /// <summary>Lets a tenth of a second pass, and draws.</summary>
    public string Frame()
    {
        _time.Advance(TimeSpan.FromMilliseconds(150));
        _application.TimedEvents!.RunTimers();
        _application.LayoutAndDraw(true);
        return Screen;
    }

    /// <summary>Presses keys before the next frame, and before anything is taken up that was begun.</summary>
    public EditorStage PressAtOnce(params Key[] keys)
    {
        foreach (var key in keys)
        {
            _application.InjectKey(key);
        }

        return this;
    }

    /// <summary>Presses keys, a frame after each.</summary>
    public EditorStage Press(params Key[] keys)
    {
        foreach (var key in keys)
        {
            _application.InjectKey(key);
            Frame();
        }

        return this;
    }

    /// <summary>Presses a key that opens a dialog, and keys in it, and closes it where it is still open.</summary>
    /// <returns>The screen with the dialog, after the last key.</returns>
    public string InDialog(Key opener, params Key[] keys) => InDialog(() => _application.InjectKey(opener), keys);

    /// <summary>Clicks with the right button, where that opens a menu, and closes the menu.</summary>
    /// <returns>The screen with the menu.</returns>
    public string InMenu(int column, int row)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return InDialog(() => _application.InjectSequence(InputInjectionExtensions.RightButtonClick(new System.Drawing.Point(column, row))), []);
    }

    /// <summary>Does something that opens a dialog, presses keys in it, and closes it where it is still open.</summary>
    /// <returns>The screen with the dialog, after the last key.</returns>
    public string InDialog(Action open, params Key[] keys)
    {
        var (screen, pressed, rounds, isOver) = ("", 0, 0, false);
        var shell = _application.TopRunnableView;
        _application.Iteration += OnIteration;
        open();
        _application.Iteration -= OnIteration;
        Frame();
        return screen;

        // The dialog has a loop of its own, inside the key's.
        void OnIteration(object? sender, EventArgs arguments)
        {
            if (_application.TopRunnableView == shell || rounds++ == 0)
            {
                return;
            }

            _application.LayoutAndDraw(true);
            if (isOver)
            {
                _application.RequestStop(); // one that came below it
                return;
            }

            screen = Screen;
            if (pressed < keys.Length)
            {
                _application.InjectKey(keys[pressed++]);
            }
            else
            {
                isOver = true;
                _application.RequestStop();
            }
        }
    }

    /// <summary>Sends keys at once, as a terminal that does not mark pastes sends a paste, and draws.</summary>
    public EditorStage Paste(string text)
    {
        foreach (var letter in text)
        {
            _application.InjectKey(letter == '\n' ? Key.Enter : new Key(letter));
        }

        Frame();
        Frame();
        return this;
    }

    /// <summary>Types a text.</summary>
    public EditorStage Type(string text) => Press([.. text.Select(letter => new Key(letter))]);

    /// <summary>Clicks with the left button.</summary>
    public EditorStage Click(int column, int row)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        _application.InjectSequence(InputInjectionExtensions.LeftButtonClick(new System.Drawing.Point(column, row)));
        Frame();
        return this;
    }

    public void Resize(int columns, int rows)
    {
        _application.Driver!.SetScreenSize(columns, rows);
        Frame();
    }

    /// <summary>Waits until the screen shows something.</summary>
    public EditorStage WaitFor(string text) => WaitFor(() => Screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until something is so.</summary>
    public EditorStage WaitFor(Func<bool> condition, string what)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"the screen never came to {what}:\n{Screen}");
            RealTime.Pause(TimeSpan.FromMilliseconds(20), "background work continues between frames");
            Frame();
        }

        return this;
    }

    public void Dispose()
    {
        _application.End(_token);
        _application.Dispose();
        Shell.View.Dispose();
        Bench.Dispose();
    }
}
