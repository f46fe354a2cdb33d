using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the optimizer "toybox-train-denoiser".</summary>
[ExportOptimizer("toybox-train-denoiser", Description = "trains Toybox's text encoder and U-Net")]
public sealed class DenoiserTrainingFactory : ComponentFactory<IOptimizer, DenoiserTrainingOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(DenoiserTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new DenoiserTraining(options, context.PluginFolder);
    }
}
