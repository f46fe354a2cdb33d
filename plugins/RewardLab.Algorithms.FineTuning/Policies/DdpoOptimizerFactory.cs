using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Policies;

/// <summary>Makes the optimizer "ddpo".</summary>
[ExportOptimizer("ddpo", Description = "fine-tunes an image model with a reward by policy gradients, with LoRA and an alarm for overoptimization")]
public sealed class DdpoOptimizerFactory : ComponentFactory<IOptimizer, DdpoOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(DdpoOptions options, ComponentContext context) => new DdpoOptimizer(options, context);
}
