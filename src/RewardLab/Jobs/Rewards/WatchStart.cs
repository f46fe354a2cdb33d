using RewardLab.Hosting.Jobs;
using RewardLab.Hosting.Plugins;
using RewardLab.Runs.Store;
using RewardLab.Serving.Watches;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Rewards;

/// <summary>Begins to watch what a reward service is asked.</summary>
internal static class WatchStart
{
    /// <summary>Opens the run, and begins to sample.</summary>
    /// <param name="session">Clock and terminal.</param>
    /// <param name="folder">The folder of runs.</param>
    /// <param name="options">How much.</param>
    /// <param name="seed">The seed of the sampling.</param>
    /// <param name="command">The command line, quoted for a shell.</param>
    /// <param name="served">The rewards that are served.</param>
    /// <param name="rewards">How they, held-out rewards and their options are named: a run continues where they are the same.</param>
    /// <param name="torch">The libtorch that is started.</param>
    /// <param name="plugins">The plugins that are loaded.</param>
    /// <exception cref="Abstractions.RewardLabException">The folder cannot be written to, or the run to continue is damaged.</exception>
    public static RewardWatch Open(
        Session session,
        string folder,
        WatchOptions options,
        ulong seed,
        string command,
        IReadOnlyList<string> served,
        (string Rewards, string HeldOut, string Settings) rewards,
        TorchRuntimeInfo torch,
        PluginHost plugins)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["rewards"] = rewards.Rewards,
            ["heldOut"] = rewards.HeldOut,
            ["imagesPerWindow"] = options.ImagesPerWindow,
            ["sampledPerWindow"] = options.SampledPerWindow,
        };
        if (rewards.Settings.Length > 0)
        {
            parameters["settings"] = rewards.Settings;
        }

        var store = new RunStore(folder, session.Time);
        var run = WatchedRun.Open(
            store,
            RunRecords.Describe(ProgramVersion.Text, command, parameters, seed, torch, plugins),
            served,
            options,
            new StatusLines(session.Screen));
        plugins.KeepProvenanceWith(run.Provenance);
        session.Screen.Output.WriteLine(
            $"Watching: {options.SampledPerWindow} of each {options.ImagesPerWindow} images go to run {run.Id}{(run.IsContinued ? ", which continues" : "")}. "
            + $"See it with '{store.CommandLine("serve")}'.");
        return new RewardWatch(run, options, line => session.Screen.Error.WriteLine($"rewardlab: {line}"));
    }

    // A service has no bar of progress.
    private sealed class StatusLines(Screen screen) : IRunListener
    {
        public void OnProgress(string stage, long done, long total)
        {
        }

        public void OnLog(string message) => screen.OnLog(message);
    }
}
