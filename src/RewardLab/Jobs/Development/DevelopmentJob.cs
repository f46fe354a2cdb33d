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
                    var trying = TryAsync(round.FullName, changed.Token);
                    await Task.WhenAny(watching, Done(trying));
                    if (!watching.IsCompleted)
                    {
                        Say($"waiting for changes in {project.Folder}; Ctrl+C ends");
                        await watching;
                    }

                    // A change ends what is still being built or tried.
                    await changed.CancelAsync();
                    await Ended(trying);
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

    private async Task TryAsync(string round, CancellationToken cancellationToken)
    {
        Say($"building {project.File}");
        var folder = Path.Combine(round, "plugin");
        if (!await PluginBuild.PublishAsync(project, folder, session, cancellationToken))
        {
            Say("not built");
            return;
        }

        var built = Find(new DevelopmentPlugin(folder, Find(new DevelopmentPlugin(folder, "")).Hash));
        if (built.State == PluginState.NotSupported)
        {
            session.Screen.Error.WriteLine($"'{built.Id}' cannot run here: {built.Reason}");
            return;
        }

        IReadOnlyList<string> arguments = command.Count > 0 ? command : ["plugins", "test", built.Id];
        Say($"built {built.Id} {built.Version}: rewardlab {string.Join(' ', arguments.Select(ShellWord.Quote))}");
        var start = Program(arguments);
        start.Environment[DevelopmentPlugin.Variable] = new DevelopmentPlugin(folder, built.Hash).ToString();
        Say($"ended with {await ChildProcess.RunAsync(start, static _ => { }, cancellationToken)}");
    }

    // None of its code runs in this process, which could never load it again.
    private PluginInfo Find(DevelopmentPlugin plugin) => PluginHost.Start(PluginHostOptions.For(typeof(DevelopmentJob).Assembly) with
    {
        Log = session.Screen.Error.WriteLine,
        Loading = PluginLoading.None,
        Development = plugin,
    }).List().First(found => found.Location == plugin.Folder);

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

    // A failure that is not the user's is told, and the next change tries again.
    private async Task Done(Task trying)
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
    }

    private static async Task Ended(Task trying)
    {
        try
        {
            await trying;
        }
        catch (Exception exception) when (exception is OperationCanceledException or RewardLabException)
        {
            // Told already.
            return;
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
