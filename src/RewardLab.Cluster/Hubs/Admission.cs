using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Hubs;

/// <summary>Decides who may join: builds and plugins are compared first, since they explain more than arithmetic does.</summary>
/// <param name="build">The hub's build.</param>
/// <param name="plugins">SHA-256 of each plugin that the run has, by id: a worker has the same.</param>
/// <param name="allowsMixed">Whether workers of other arithmetic are let in, which marks the run.</param>
internal sealed class Admission(string build, IReadOnlyDictionary<string, string> plugins, bool allowsMixed)
{
    private const int MaxNamed = 3;
    private WorkerCard? _reference;

    /// <summary>Whether somebody of other arithmetic was let in.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>Why a worker is refused; null when it may join. The first that may decides the arithmetic of all.</summary>
    /// <remarks>For one thread at a time.</remarks>
    public string? Refuse(WorkerCard card)
    {
        if (card.Build != build)
        {
            return $"The run is of RewardLab {build}, and {card.Machine} has {card.Build}. Install the same build on both machines.";
        }

        if (ComparePlugins(card) is { } difference)
        {
            return difference;
        }

        if (_reference is { } reference && card.Canary != reference.Canary)
        {
            if (!allowsMixed)
            {
                return $"{Describe(card)} has other arithmetic than {Describe(reference)}, so that results would depend on who computes what. "
                    + "Use one kind of device and as many threads everywhere, or start the run with --mixed, which marks it as not reproducible.";
            }

            IsMixed = true;
        }

        _reference ??= card;
        return null;
    }

    private static string Describe(WorkerCard card) => $"{card.Machine} ({card.Device}, {Count(card.Threads)})";

    private static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private string? ComparePlugins(WorkerCard card)
    {
        string[] missing = [.. plugins.Keys.Where(id => !card.Plugins.ContainsKey(id)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            return $"{card.Machine} lacks {Name(missing)}, or has not trusted it. Install and trust it there with 'rewardlab plugins'.";
        }

        string[] others = [.. plugins.Where(plugin => card.Plugins[plugin.Key] != plugin.Value).Select(plugin => plugin.Key).Order(StringComparer.Ordinal)];
        return others.Length == 0 ? null : $"{card.Machine} has another version of {Name(others)} than the run. Install the same files on both machines.";
    }

    private static string Name(string[] ids) =>
        (ids.Length == 1 ? "the plugin " : "the plugins ") + string.Join(", ", ids.Take(MaxNamed)) + (ids.Length > MaxNamed ? " and others" : "");
}
