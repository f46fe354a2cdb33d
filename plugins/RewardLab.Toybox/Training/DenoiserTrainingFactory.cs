using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the algorithm "toybox-train-denoiser".</summary>
[ExportAlgorithm("toybox-train-denoiser", Description = "trains Toybox's text encoder and U-Net")]
public sealed class DenoiserTrainingFactory : ComponentFactory<IAlgorithm, DenoiserTrainingOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(DenoiserTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new DenoiserTraining(options, context.PluginFolder);
    }
}
