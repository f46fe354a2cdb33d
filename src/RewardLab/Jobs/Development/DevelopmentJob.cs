using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Development;

/// <summary>One call of 'rewardlab plugins dev': builds a plugin, tries it in a process of its own, and again whenever its sources change.</summary>
/// <param name="session">The terminal.</param>
/// <param name="project">The plugin's project.</param>
/// <param name="command">The arguments of 'rewardlab' to run after each build; empty to test the plugin.</param>
internal sealed class DevelopmentJob(Session session, PluginProject project, IReadOnlyList<string> command)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>Works until it is stopped. Nothing stays behind: neither the builds nor trust in them.</summary>
    /// <exception cref="OperationCanceledException">The user stopped it, as users do.</exception>
    /// <exception cref="RewardLabException">There is no SDK.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PluginBuild.RequireSdkAsync(cancellationToken);
        var builds = Directory.CreateTempSubdirectory("rewardlab-dev-");
        try
        {
            for (var number = 1; ; number++)
            {
                // Taken before the build: what is saved while it runs is built next.
                var state = project.State();
                var round = Directory.CreateDirectory(Path.Combine(builds.FullName, $"{number}"));
                using (var changed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
                {
                    var watching = WatchAsync(state, changed.Token);
                    var trying = TellAsync(TryAsync(round.FullName, cancellationToken, changed.Token));
                    await Task.WhenAny(watching, trying);
                    if (!watching.IsCompleted)
                    {
                        // What nobody foresaw ends this at once, not at the next change.
                        await trying;
                        Say($"waiting for changes in {project.Folder}; Ctrl+C ends");
                        await watching;
                    }

                    // A change ends what is still being built or tried.
                    await changed.CancelAsync();
                    await trying;
                }

                cancellationToken.ThrowIfCancellationRequested();
                Delete(round);
                Say("changed");
            }
        }
        finally
        {
            Delete(builds);
        }
    }

    private async Task TryAsync(string round, CancellationToken userToken, CancellationToken cancellationToken)
    {
        Say($"building {project.File}");
        var folder = Path.Combine(round, "plugin");
        if (!await PluginBuild.PublishAsync(project, folder, session, userToken, cancellationToken))
        {
            Say("not built");
            return;
        }

        var plugins = List(new DevelopmentPlugin(folder, Find(List(new DevelopmentPlugin(folder, "")), folder).Hash));
        var built = Find(plugins, folder);
        if (built.State == PluginState.NotSupported)
        {
            session.Screen.Error.WriteLine($"'{built.Id}' cannot run here: {built.Reason}");
            return;
        }

        WarnOfNames(built, plugins);
        IReadOnlyList<string> arguments = command.Count > 0 ? command : ["plugins", "test", built.Id];
        Say($"built {built.Id} {built.Version}: rewardlab {string.Join(' ', arguments.Select(ShellWord.Quote))}");
        var start = Program(arguments);
        var developed = new DevelopmentPlugin(folder, built.Hash);
        start.Environment[DevelopmentPlugin.Variable] = developed.ToString();
        var exitCode = await ChildProcess.RunAsync(start, static _ => { }, userToken, cancellationToken);

        // Says what a process that ended by itself left of its plugins. What is left of one that was ended goes with the build.
        List(developed);
        Say($"ended with {exitCode}");
    }

    // While it is developed it comes first. Once it is installed, RewardLab's own plugins do.
    private void WarnOfNames(PluginInfo built, IReadOnlyList<PluginInfo> plugins)
    {
        foreach (var shipped in plugins.Where(plugin => plugin.IsShipped))
        {
            string[] names =
            [
                .. shipped.Id == built.Id ? [$"the id '{built.Id}'"] : Array.Empty<string>(),
                .. shipped.Components
                    .Where(component => built.Components.Any(own => own.Kind == component.Kind && own.Id == component.Id))
                    .Select(component => $"{ComponentKinds.Noun(component.Kind)} '{component.Id}'"),
            ];
            if (names.Length > 0)
            {
                Say($"RewardLab's own plugin '{shipped.Id}' has {string.Join(", ", names)} too. Yours takes its place while it is developed, and would be "
                    + "hidden by it once it is installed: choose other ids");
            }
        }
    }

    // None of its code runs in this process, which could never load it again.
    private IReadOnlyList<PluginInfo> List(DevelopmentPlugin plugin) => PluginHost.Start(PluginHostOptions.For(typeof(DevelopmentJob).Assembly) with
    {
        Log = session.Screen.Error.WriteLine,
        Loading = PluginLoading.None,
        Development = plugin,
    }).List();

    private static PluginInfo Find(IReadOnlyList<PluginInfo> plugins, string folder) => plugins.First(plugin => plugin.Location == folder);

    private static ProcessStartInfo Program(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(program, isHost ? arguments.Prepend(typeof(DevelopmentJob).Assembly.Location) : arguments) { UseShellExecute = false };
    }

    private async Task WatchAsync(string state, CancellationToken cancellationToken)
    {
        while (project.State() == state)
        {
            await Task.Delay(PollInterval, session.Time, cancellationToken);
        }

        // An editor that saves several files is let finish.
        for (var before = ""; before != (state = project.State()); before = state)
        {
            await Task.Delay(PollInterval, session.Time, cancellationToken);
        }
    }

    // A failure that the next change may mend is told, and does not end this.
    private async Task TellAsync(Task trying)
    {
        try
        {
            await trying;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (RewardLabException exception)
        {
            session.Screen.Error.WriteLine($"rewardlab: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            session.Screen.Error.WriteLine($"rewardlab: not built or not run: {OneLine.Format(exception.Message)}");
        }
    }

    private void Say(string line) => session.Screen.Status.WriteLine($"rewardlab: {line}");

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that was killed may hold a file a moment longer. Nobody trusts what is left.
            return;
        }
    }
}
