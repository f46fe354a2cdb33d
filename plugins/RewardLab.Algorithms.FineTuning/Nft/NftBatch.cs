using RewardLab.Algorithms.FineTuning.Rollouts;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>An epoch's images as one pass over them learns from them.</summary>
/// <param name="Rollout">The images' prompts and rewards.</param>
/// <param name="Latents">What the images were decoded from.</param>
/// <param name="Optimality">r of each image, 0 to 1, [samples].</param>
/// <param name="Seeds">Random numbers.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="InnerEpoch">The pass, from 0.</param>
internal sealed record NftBatch(
    Rollout Rollout, CleanLatents Latents, double[] Optimality, FineTuningSeeds Seeds, int Epoch, int InnerEpoch)
{
    /// <summary>The seed of the noise that is added to an image for a step, whatever is computed beside it.</summary>
    public ulong NoiseSeed((int Sample, int Step) pair) => Seeds.Noises(Epoch, InnerEpoch, pair.Sample)[pair.Step];
}
