using System.Globalization;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Jobs;

/// <summary>What is no longer as it was when a run began, of all that its bytes depend on.</summary>
public static class RunDifferences
{
    /// <summary>The differences in words, such as "threads were 2 and are 1"; none where everything is as it was.</summary>
    public static IReadOnlyList<string> Between(RunRecord former, RunRecord now)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(now);
        return
        [
            .. Files(former, now),
            .. Value("RewardLab", former.Versions.RewardLab, now.Versions.RewardLab),
            .. Value(".NET", former.Versions.DotNet, now.Versions.DotNet),
            .. Value("libtorch", former.Versions.LibTorch, now.Versions.LibTorch),
            .. Value("the processor", former.Machine.Cpu, now.Machine.Cpu),
            .. Value("the device", former.Machine.Device, now.Machine.Device),
            .. Value(
                "the number of threads",
                former.Machine.Threads?.ToString(CultureInfo.InvariantCulture),
                now.Machine.Threads?.ToString(CultureInfo.InvariantCulture)),
            .. Plugins(former, now),
        ];
    }

    private static IEnumerable<string> Files(RunRecord former, RunRecord now)
    {
        if (former.Recipe.Sha256 != now.Recipe.Sha256)
        {
            yield return $"{now.Recipe.Path} has changed";
        }

        foreach (var (path, hash) in former.Recipe.Loads)
        {
            if (now.Recipe.Loads.GetValueOrDefault(path) is not { } other)
            {
                yield return $"{path} is no longer loaded";
            }
            else if (other != hash)
            {
                yield return $"{path} has changed";
            }
        }
    }

    private static IEnumerable<string> Plugins(RunRecord former, RunRecord now)
    {
        var present = now.Plugins.ToDictionary(plugin => plugin.Id, plugin => plugin.Sha256, StringComparer.Ordinal);
        foreach (var plugin in former.Plugins)
        {
            var id = present.ContainsKey(plugin.Id) ? plugin.Id : FormerPluginIds.Current(plugin.Id);
            if (!present.TryGetValue(id, out var hash))
            {
                yield return $"plugin {id} is not active";
            }
            else if (hash != plugin.Sha256)
            {
                yield return $"plugin {id} has changed";
            }
        }
    }

    private static IEnumerable<string> Value(string name, string? former, string? now)
    {
        if (former != now)
        {
            yield return $"{name} was {former ?? "unknown"} and is {now ?? "unknown"}";
        }
    }
}
