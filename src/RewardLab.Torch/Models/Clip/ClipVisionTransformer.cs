using RewardLab.Abstractions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>The vision tower, as the models below hold it under the name vision_model.</summary>
internal sealed class ClipVisionTransformer : Module<Tensor, bool, ClipVisionOutput>
{
    private readonly ClipVisionConfig _config;

    [ComponentName(Name = "embeddings")]
    private readonly ClipVisionEmbeddings _embeddings;

    [ComponentName(Name = "pre_layrnorm")] // the published weights spell it so
    private readonly LayerNorm _firstNorm;

    [ComponentName(Name = "encoder")]
    private readonly ClipEncoder _encoder;

    [ComponentName(Name = "post_layernorm")]
    private readonly LayerNorm _lastNorm;

    internal ClipVisionTransformer(ClipVisionConfig config)
        : base(nameof(ClipVisionTransformer))
    {
        _config = config;
        _embeddings = new ClipVisionEmbeddings(config);
        _firstNorm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        _encoder = new ClipEncoder(config);
        _lastNorm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override ClipVisionOutput forward(Tensor pixels, bool keepsEveryState)
    {
        var states = _encoder.call(Embed(pixels), ClipAttentionMask.None, keepsEveryState);
        var classToken = states[^1].select(1, 0); // [batch, hidden]
        return new ClipVisionOutput(states[^1], _lastNorm.call(classToken), states);
    }

    /// <summary>The class token's state after the last layer norm alone, [batch, hidden]: 7% of ViT-B's products less than all tokens' states.</summary>
    internal Tensor Pooled(Tensor pixels) => _lastNorm.call(_encoder.FirstToken(Embed(pixels)).squeeze(1));

    private Tensor Embed(Tensor pixels)
    {
        if (pixels.dim() != 4 || pixels.shape[1] != _config.ChannelCount || pixels.shape[2] != _config.ImageSize || pixels.shape[3] != _config.ImageSize)
        {
            throw new RewardLabException(
                $"The vision tower takes images of [batch, {_config.ChannelCount}, {_config.ImageSize}, {_config.ImageSize}], "
                + $"not [{string.Join(", ", pixels.shape)}]; resize them first.");
        }

        return _firstNorm.call(_embeddings.call(pixels)); // [batch, 1 + patches, hidden]
    }
}
