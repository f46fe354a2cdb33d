using RewardLab.Abstractions;

namespace RewardLab.World.Toybox.Training;

/// <summary>Makes the optimizer "toybox-train-preference".</summary>
[ExportOptimizer("toybox-train-preference", Description = "tunes Toybox's preference reward on simulated choices")]
public sealed class PreferenceTrainingFactory : ComponentFactory<IOptimizer, PreferenceTrainingOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(PreferenceTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new PreferenceTraining(options, context.PluginFolder);
    }
}
