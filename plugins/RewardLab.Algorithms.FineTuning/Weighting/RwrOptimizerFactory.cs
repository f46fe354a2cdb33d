using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Weighting;

/// <summary>Makes the optimizer "rwr".</summary>
[ExportOptimizer("rwr", Description = "fine-tunes an image model on its own best pictures, weighted by their rewards, with LoRA")]
public sealed class RwrOptimizerFactory : ComponentFactory<IOptimizer, RwrOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(RwrOptions options, ComponentContext context) => new RwrOptimizer(options, context);
}
