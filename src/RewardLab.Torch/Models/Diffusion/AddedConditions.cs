using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>What Stable Diffusion XL adds to the time embedding (Podell et al., arXiv:2307.01952, section 2.2).</summary>
/// <param name="TextEmbeds">The second text encoder's pooled and projected state, [batch or 1, width].</param>
/// <param name="TimeIds">Sizes as <see cref="ImageSizes"/> lists them, float32, [batch or 1, 6].</param>
public sealed record AddedConditions(Tensor TextEmbeds, Tensor TimeIds);
