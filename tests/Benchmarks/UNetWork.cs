using RewardLab.Torch.Models.Diffusion;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>Floating-point operations of a U-Net's forward pass, by what they are spent on.</summary>
/// <param name="Convolution">In convolutions.</param>
/// <param name="Linear">In linear layers.</param>
/// <param name="Attention">In the two products of attention.</param>
internal sealed record UNetWork(double Convolution, double Linear, double Attention)
{
    /// <summary>All of them.</summary>
    public double Total => Convolution + Linear + Attention;

    /// <summary>Counts those of one latent, unguided.</summary>
    /// <param name="unet">The U-Net.</param>
    /// <param name="latents">One latent, [1, channels, height, width].</param>
    /// <param name="states">Its text, [1, tokens, width].</param>
    public static UNetWork Count(UNet2DConditionModel unet, Tensor latents, Tensor states)
    {
        var (convolution, linear, attention, queries) = (0.0, 0.0, 0.0, 0L);
        var hooks = new List<Action>();
        foreach (var (name, module) in unet.named_modules())
        {
            // Each value of an output took as many multiply-adds as its row of the weight has values.
            if (module is Conv2d layer)
            {
                hooks.Add(layer.register_forward_hook((_, _, result) =>
                {
                    convolution += 2.0 * result.numel() * layer.weight!.numel() / layer.weight.shape[0];
                    return result;
                }).remove);
            }
            else if (module is Linear projection)
            {
                hooks.Add(projection.register_forward_hook((_, _, result) =>
                {
                    linear += 2.0 * result.numel() * projection.weight!.numel() / projection.weight.shape[0];
                    queries = name.EndsWith("to_q", StringComparison.Ordinal) ? result.shape[1] : queries;
                    attention += name.EndsWith("to_k", StringComparison.Ordinal) ? 4.0 * queries * result.numel() : 0;
                    return result;
                }).remove);
            }
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        unet.call(latents, tensor(new[] { 500L }), states);
        hooks.ForEach(static remove => remove());
        return new UNetWork(convolution, linear, attention);
    }
}
