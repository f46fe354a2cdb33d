using RewardLab.Torch.Models.Bert;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>Pictures as BLIP-2 compares them with texts.</summary>
/// <param name="Tokens">The picture's normalised states, [pictures, tokens, width].</param>
/// <param name="Keys">The same as the Q-Former looks at them.</param>
public sealed record Blip2Images(Tensor Tokens, BertImages Keys);
