using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Doctor;

/// <summary>Every plugin and its state.</summary>
internal sealed class PluginCheck(Func<IReadOnlyList<PluginInfo>> find) : ICheck
{
    public string Title => "Plugins";

    public IEnumerable<CheckLine> Examine()
    {
        var plugins = find();
        if (plugins.Count == 0)
        {
            yield return new CheckLine("None", "no plugin was found, not even RewardLab's own", CheckStatus.Problem, "build src/RewardLab again");
        }

        foreach (var plugin in plugins)
        {
            var words = $"{plugin.Id} {plugin.Version}".TrimEnd();
            yield return plugin.State switch
            {
                PluginState.Active => new CheckLine("active", words),
                PluginState.Disabled => new CheckLine("disabled", words, CheckStatus.Note, $"rewardlab plugins enable {plugin.Id}"),
                var state => new CheckLine(
                    PluginStateText.Format(state), $"{words}: {plugin.Reason}", CheckStatus.Warning, Advice(plugin)),
            };
        }
    }

    private static string Advice(PluginInfo plugin) => plugin.State switch
    {
        PluginState.Untrusted => $"'rewardlab plugins trust {plugin.Id}' if you know where it comes from, else remove {plugin.Location}",
        PluginState.Malfunctioned => $"get a version of it that works, then 'rewardlab plugins enable {plugin.Id}'",
        _ => $"get a version of it that fits, or remove {plugin.Location}",
    };
}
