using RewardLab.Editor.Documents;
using RewardLab.Editor.Processes;
using RewardLab.Editor.Shell;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Hosting;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Store;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor;

/// <summary>The editor, from the first frame to the last.</summary>
public static class EditorProgram
{
    /// <summary>Why this terminal cannot show the editor, one line; null where it can.</summary>
    public static string? Obstacle =>
        Console.IsInputRedirected || Console.IsOutputRedirected ? "its input or output is not a terminal"
        : Environment.GetEnvironmentVariable("TERM") is "dumb" ? "TERM is dumb"
        : null;

    /// <summary>Runs it until the user closes it.</summary>
    /// <param name="host">What the program lends it.</param>
    /// <returns>The exit code: 0, or 128 and the number of the signal that ended it.</returns>
    public static int Run(EditorHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var folders = UserFolders.FromEnvironment();
        var settings = EditorSettings.Read(folders.Settings);
        using var bench = new Workbench(
            new RunStore(host.RunsFolder, host.Time),
            RecipeCatalog.Find(),
            folders,
            host.StartPlugins,
            job => RunProcess.Start(host.ProgramAssembly, job),
            settings,
            host.Time);
        var appearance = new Appearance(
            settings.Theme ?? (TerminalColors.AreWanted ? EditorTheme.Dark : EditorTheme.Plain), TerminalColors.HasUnicode ? Glyphs.Unicode : Glyphs.Ascii);
        var compiler = new RecipeCompiler(Path.Combine(folders.Cache, "recipes"));
        var shell = new ShellController(bench, appearance, new RecipeFiles(bench.Background, compiler, host.Time));
        shell.Begin();
        using var signals = new TerminalSignals();
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        try
        {
            Run(shell, signals, host.Time);
        }
        finally
        {
            AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            shell.View.Dispose();
        }

        return signals.Ending > 0 ? 128 + signals.Ending : 0;
    }

    // A program from outside, such as an editor, gets the terminal for itself: the application ends, and begins again after it.
    private static void Run(ShellController shell, TerminalSignals signals, TimeProvider time)
    {
        using var arrived = new AutoResetEvent(initialState: false);
        do
        {
            using (var application = Application.Create())
            {
                Prepare();
                var tellsOfInput = CalmInput.TryUse(application, arrived);
                application.Init();
                Driver.Force16Colors = TerminalColors.AreFew;
                shell.Attach(application, signals);
                _ = new QuietLoop(application, time, arrived, tellsOfInput);
                application.Run(shell.View, shell.HandleUnexpected);
            }

            shell.External?.Invoke();
        }
        while (shell.External is not null && signals.Ending == 0);
    }

    private static void OnUnhandled(object sender, UnhandledExceptionEventArgs arguments) => TerminalState.Reset();

    // Code of a plugin may end the process while the screen is the editor's.
    private static void OnExit(object? sender, EventArgs arguments) => TerminalState.Reset();

    // Keys and colours are RewardLab's, whatever files of Terminal.Gui lie about.
    private static void Prepare()
    {
        TuiConfigurationBuilder.Shared.RuntimeConfig = """{"Theme":"Default"}""";
        TuiConfigurationBuilder.Shared.ApplyToStaticFacades();
        ButtonSettings.Current = ButtonSettings.Current with { DefaultShadow = ShadowStyles.None };
        Application.SetDefaultKeyBinding(Command.Quit, new PlatformKeyBinding { All = [Key.Esc, Key.Q.WithCtrl] });
        foreach (var command in new[] { Command.Refresh, Command.Suspend, Command.Arrange })
        {
            Application.RemoveDefaultKeyBinding(command);
        }
    }
}
