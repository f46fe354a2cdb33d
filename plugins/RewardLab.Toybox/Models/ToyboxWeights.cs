using RewardLab.Abstractions;
using RewardLab.Torch.Weights;

namespace RewardLab.Toybox.Models;

/// <summary>Where Toybox's rewards find their weights.</summary>
internal static class ToyboxWeights
{
    /// <summary>The folder that options name, or the plugin's own.</summary>
    public static ModelFolder Open(ToyboxRewardOptions options, ComponentContext context, string own) =>
        ModelFolder.Open(options.Folder.Length > 0 ? options.Folder : Path.Combine(context.PluginFolder, "weights", own));
}
