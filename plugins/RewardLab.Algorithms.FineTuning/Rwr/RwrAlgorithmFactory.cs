using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>Makes the algorithm "rwr".</summary>
[ExportAlgorithm("rwr", Description = "fine-tunes an image model on its own best images, weighted by their rewards, with LoRA")]
public sealed class RwrAlgorithmFactory : ComponentFactory<IAlgorithm, RwrOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(RwrOptions options, ComponentContext context) => new RwrAlgorithm(options, context);
}
