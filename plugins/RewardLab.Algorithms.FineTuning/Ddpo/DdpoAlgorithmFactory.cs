using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Makes the algorithm "ddpo".</summary>
[ExportAlgorithm("ddpo", Description = "fine-tunes an image model with a reward by policy gradients, with LoRA and an alarm for overoptimization")]
public sealed class DdpoAlgorithmFactory : ComponentFactory<IAlgorithm, DdpoOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(DdpoOptions options, ComponentContext context) => new DdpoAlgorithm(options, context);
}
