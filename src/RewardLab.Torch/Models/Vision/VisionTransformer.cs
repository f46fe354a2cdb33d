using RewardLab.Torch.Runtime;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Vision;

/// <summary>A vision transformer (Dosovitskiy et al., arXiv:2010.11929) under timm's names:
/// the image tower of BLIP, ImageReward and, as EVA's ViT-g, of BLIP-2.</summary>
/// <remarks>Fresh weights are random, drawn from torch's default generator. Not thread-safe while training.</remarks>
public sealed class VisionTransformer : Module<Tensor, Tensor>
{
    internal const double InitialDeviation = 0.02;

    [ComponentName(Name = "cls_token")]
    private readonly Parameter _classToken;

    [ComponentName(Name = "pos_embed")]
    private readonly Parameter _positions;

    [ComponentName(Name = "patch_embed")]
    private readonly VisionPatches _patches;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<VisionBlock> _blocks;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm? _norm;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    /// <exception cref="RewardLabException">The heads do not divide the width, or the patch is larger than the image.</exception>
    public VisionTransformer(VisionTransformerConfig config)
        : base(nameof(VisionTransformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Width % config.HeadCount != 0 || config.PatchSize > config.ImageSize)
        {
            throw new RewardLabException(
                $"A vision transformer of width {config.Width} with {config.HeadCount} heads and patches of {config.PatchSize} in {config.ImageSize} pixels "
                + "cannot be built: heads must divide the width, patches fit the image.");
        }

        Config = config;
        _classToken = new Parameter(empty(1, 1, config.Width));
        _positions = new Parameter(empty(1, config.TokenCount, config.Width));
        init.normal_(_classToken, 0, InitialDeviation);
        init.normal_(_positions, 0, InitialDeviation);
        _patches = new VisionPatches(config);
        _blocks = new ModuleList<VisionBlock>([.. Enumerable.Range(0, config.LayerCount).Select(_ => new VisionBlock(config))]);
        _norm = config.HasFinalNorm ? FreshLayers.Norm(config.Width, config.LayerNormEpsilon) : null;
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public VisionTransformerConfig Config { get; }

    /// <summary>States of every token of images.</summary>
    /// <param name="pixels">Normalised pixels, [batch, 3, image size, image size].</param>
    /// <returns>[batch, tokens, width]; the class token comes first.</returns>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public override Tensor forward(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.dim() != 4 || pixels.shape[1] != 3 || pixels.shape[2] != Config.ImageSize || pixels.shape[3] != Config.ImageSize)
        {
            throw new RewardLabException(
                $"Pixels of [{string.Join(", ", pixels.shape)}] do not fit; [batch, 3, {Config.ImageSize}, {Config.ImageSize}] is expected.");
        }

        using var scope = NewDisposeScope();
        var hidden = cat([_classToken.expand(pixels.shape[0], -1, -1), _patches.call(pixels)], 1).Add(_positions); // [batch, tokens, width]
        foreach (var block in _blocks)
        {
            ForwardCancellation.Check();
            hidden = block.call(hidden);
        }

        return (_norm is null ? hidden : _norm.call(hidden)).MoveToOuterDisposeScope();
    }
}
