using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>Makes the algorithm "dpo".</summary>
[ExportAlgorithm("dpo", Description = "fine-tunes an image model on preferences between images, without a reward (Diffusion-DPO), with LoRA and the alarm")]
public sealed class DpoAlgorithmFactory : ComponentFactory<IAlgorithm, DpoOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(DpoOptions options, ComponentContext context) => new DpoAlgorithm(options, context);
}
