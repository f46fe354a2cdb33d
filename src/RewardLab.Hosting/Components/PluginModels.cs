using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Components;

/// <summary>Models that active plugins bring along, "plugin:folder" such as "rewardlab.toybox:weights/clip", beside those of the machine.</summary>
internal sealed class PluginModels(IModelCatalog others, Func<IReadOnlyList<PluginInfo>> plugins) : IModelCatalog
{
    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model) => Folders(model, kind: null);

    /// <inheritdoc />
    public IReadOnlyList<string> Folders(string model, ComponentKind? kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var colon = model.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && Path.GetPathRoot(model) is not { Length: > 0 } && !Directory.Exists(model)
            ? [Inside(model[..colon], model[(colon + 1)..])]
            : others.Folders(model, kind);
    }

    private string Inside(string id, string folder)
    {
        var active = plugins().Where(plugin => plugin.State == PluginState.Active && Directory.Exists(plugin.Location)).ToArray();
        var owner = FormerPluginIds.Find(active, id)
            ?? throw new RewardLabException(
                $"Model '{id}:{folder}': there is no active plugin '{id}' with a folder. {NearestName.Advice(id, [.. active.Select(plugin => plugin.Id)])}");
        var root = Path.GetFullPath(owner.Location) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, folder));
        return path.StartsWith(root, StringComparison.Ordinal) && Directory.Exists(path)
            ? path
            : throw new RewardLabException($"Plugin '{id}' has no folder '{folder}'; its models are in {owner.Location}.");
    }
}
