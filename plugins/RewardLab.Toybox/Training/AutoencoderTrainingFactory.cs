using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the algorithm "toybox-train-autoencoder".</summary>
[ExportAlgorithm("toybox-train-autoencoder", Description = "trains Toybox's autoencoder")]
public sealed class AutoencoderTrainingFactory : ComponentFactory<IAlgorithm, AutoencoderTrainingOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(AutoencoderTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new AutoencoderTraining(options, context.PluginFolder);
    }
}
