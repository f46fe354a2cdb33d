using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the algorithm "toybox-train-captions".</summary>
[ExportAlgorithm("toybox-train-captions", Description = "trains a reward of Toybox on captions: CLIP's, BLIP's or BLIP-2's layout")]
public sealed class CaptionTrainingFactory : ComponentFactory<IAlgorithm, CaptionTrainingOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(CaptionTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new CaptionTraining(options, context.PluginFolder);
    }
}
