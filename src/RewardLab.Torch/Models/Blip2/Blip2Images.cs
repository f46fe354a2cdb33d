using RewardLab.Torch.Models.Bert;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>Images as BLIP-2 compares them with texts.</summary>
/// <param name="Tokens">The image's normalised states, [images, tokens, width].</param>
/// <param name="Keys">The same as the Q-Former looks at them.</param>
public sealed record Blip2Images(Tensor Tokens, BertImages Keys);
