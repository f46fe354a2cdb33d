namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>Ids that RewardLab's own plugins had in earlier versions, and what they are called now.</summary>
/// <remarks>Trust records, presets, model references and runs of those versions name them so.
/// A plugin that is found under a former id itself keeps it.</remarks>
internal static class FormerPluginIds
{
    private static readonly Dictionary<string, string> CurrentByFormer = new(StringComparer.Ordinal)
    {
        ["rewardlab.images.stablediffusion"] = "rewardlab.imagemodels.stablediffusion",
        ["rewardlab.optimizer.bestofn"] = "rewardlab.algorithms.bestofn",
        ["rewardlab.optimizer.finetuning"] = "rewardlab.algorithms.finetuning",
        ["rewardlab.optimizer.preferences"] = "rewardlab.algorithms.preferences",
        ["rewardlab.reward.blip"] = "rewardlab.rewards.blip",
        ["rewardlab.reward.clip"] = "rewardlab.rewards.clip",
        ["rewardlab.reward.onnx"] = "rewardlab.rewards.onnx",
        ["rewardlab.world.toybox"] = "rewardlab.toybox",
    };

    private static readonly Dictionary<string, string> FormerByCurrent = CurrentByFormer.ToDictionary(
        pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Every former id.</summary>
    public static IReadOnlyCollection<string> All => CurrentByFormer.Keys;

    /// <summary>What an id is called now; the id itself where it has not changed.</summary>
    public static string Current(string id) => CurrentByFormer.GetValueOrDefault(id, id);

    /// <summary>The plugin of an id or, where there is none, the one that had it in an earlier version; null where there is neither.</summary>
    public static PluginInfo? Find(IEnumerable<PluginInfo> plugins, string id)
    {
        PluginInfo? renamed = null;
        var current = Current(id);
        foreach (var plugin in plugins)
        {
            if (plugin.Id == id)
            {
                return plugin;
            }

            renamed ??= plugin.Id == current ? plugin : null;
        }

        return renamed;
    }

    /// <summary>What is kept for a plugin: under its id or, where nothing is, under its former one; null where there is neither.</summary>
    public static T? Find<T>(IReadOnlyDictionary<string, T> byId, string id)
        where T : class =>
        byId.TryGetValue(id, out var kept) || (FormerByCurrent.TryGetValue(id, out var former) && byId.TryGetValue(former, out kept)) ? kept : null;
}
