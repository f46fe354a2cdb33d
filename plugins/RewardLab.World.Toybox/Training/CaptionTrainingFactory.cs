using RewardLab.Abstractions;

namespace RewardLab.World.Toybox.Training;

/// <summary>Makes the optimizer "toybox-train-caption".</summary>
[ExportOptimizer("toybox-train-caption", Description = "trains Toybox's caption reward")]
public sealed class CaptionTrainingFactory : ComponentFactory<IOptimizer, CaptionTrainingOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(CaptionTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CaptionTraining(options, context.PluginFolder);
    }
}
