using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>Makes the algorithm "nft".</summary>
[ExportAlgorithm("nft", Description = "fine-tunes an image model with a reward by its own images, noised, good and bad (DiffusionNFT), with LoRA")]
public sealed class NftAlgorithmFactory : ComponentFactory<IAlgorithm, NftOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(NftOptions options, ComponentContext context) => new NftAlgorithm(options, context);
}
