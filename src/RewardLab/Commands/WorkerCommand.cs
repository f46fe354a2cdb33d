using System.CommandLine;
using RewardLab.Cluster;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Workers;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Jobs.Workers;
using RewardLab.Terminal;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Runtime;
using TorchSharp;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab worker'.</summary>
internal static class WorkerCommand
{
    public static Command Create(Session session)
    {
        var place = new WorkerPlaceOptions();
        var device = new Option<string?>("--device")
        {
            Description = "where to compute, such as cuda:1 [default: what the run says]",
            HelpName = "DEVICE",
        };
        var threads = GlobalOptions.NewThreads();
        var untilInputEnds = new Option<bool>(LocalWorkers.UntilInputEnds) { Hidden = true };
        var command = new Command("worker", "Works for runs on another machine: waits for one, does units of its work, and waits for the next.");
        place.AddDialling(command);
        command.Options.Add(device);
        command.Options.Add(threads);
        command.Options.Add(untilInputEnds);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (address, tokenPath) = place.ReadDialling(parsed);
            TorchRuntime.Start(GlobalOptions.TorchOptions(parsed, parsed.GetValue(threads)));
            var plugins = Plugins.Start(session);
            session.MustEndInOrder = true;
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (parsed.GetValue(untilInputEnds))
            {
                _ = LeaveAtEndOfInputAsync(leaving);
            }

            await ClusterWorker.RunAsync(address, tokenPath, Options(session, plugins, parsed.GetValue(device)), leaving.Token);

            // A unit that was given back may still be inside libtorch.
            session.Screen.Status.WriteLine("Left.");
            ProcessEnd.AtOnce(ExitCode.Success);
            return ExitCode.Success;
        });
        return command;
    }

    private static WorkerOptions Options(Session session, PluginHost plugins, string? device)
    {
        var shown = device ?? (torch.cuda.is_available() ? "cuda" : torch.mps_is_available() ? "mps" : "cpu");
        return new WorkerOptions
        {
            Card = new WorkerCard
            {
                Id = Guid.NewGuid().ToString("N"),
                Machine = Environment.MachineName,
                ProcessId = Environment.ProcessId,
                Build = ProgramVersion.Text,
                Device = shown,
                Threads = torch.get_num_threads(),
                MemoryBytes = HostMemory.FreeBytes,
                Plugins = Hashes(plugins),
                Canary = null,
            },
            CreateHandler = kind => plugins.CreateUnitHandler(kind, device ?? ""),
            ComputeCanary = () => ArithmeticCanary.Compute(shown),
            Log = session.Screen.Status.WriteLine,
            Time = session.Time,
        };
    }

    /// <summary>SHA-256 of the active plugins, by id.</summary>
    public static IReadOnlyDictionary<string, string> Hashes(PluginHost plugins) => plugins.List()
        .Where(plugin => plugin.State == PluginState.Active)
        .ToDictionary(plugin => plugin.Id, plugin => plugin.Hash, StringComparer.Ordinal);

    // Whoever started this worker holds the other end of its input, and lets go of it when it ends, however that comes.
    private static async Task LeaveAtEndOfInputAsync(CancellationTokenSource leaving)
    {
        var rest = new byte[64];
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(rest) > 0)
        {
        }

        await leaving.CancelAsync();
    }
}
