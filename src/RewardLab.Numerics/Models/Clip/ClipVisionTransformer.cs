using RewardLab.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>The vision tower, as the models below hold it under the name vision_model.</summary>
internal sealed class ClipVisionTransformer : Module<Tensor, bool, ClipVisionOutput>
{
    private readonly ClipVisionConfig _config;
    private readonly ClipVisionEmbeddings _embeddings;
    private readonly LayerNorm _firstNorm;
    private readonly ClipEncoder _encoder;
    private readonly LayerNorm _lastNorm;

    internal ClipVisionTransformer(ClipVisionConfig config)
        : base(nameof(ClipVisionTransformer))
    {
        _config = config;
        _embeddings = new ClipVisionEmbeddings(config);
        _firstNorm = ClipLayers.Norm(config);
        _encoder = new ClipEncoder(config);
        _lastNorm = ClipLayers.Norm(config);
        register_module("embeddings", _embeddings);
        register_module("pre_layrnorm", _firstNorm); // the published weights spell it so
        register_module("encoder", _encoder);
        register_module("post_layernorm", _lastNorm);
    }

    public override ClipVisionOutput forward(Tensor pixels, bool keepsEveryState)
    {
        if (pixels.dim() != 4 || pixels.shape[1] != _config.ChannelCount || pixels.shape[2] != _config.ImageSize || pixels.shape[3] != _config.ImageSize)
        {
            throw new RewardLabException(
                $"The vision tower takes pictures of [batch, {_config.ChannelCount}, {_config.ImageSize}, {_config.ImageSize}], not [{string.Join(", ", pixels.shape)}]; resize them first.");
        }

        var states = _encoder.call(_firstNorm.call(_embeddings.call(pixels)), ClipAttentionMask.None, keepsEveryState);
        var classToken = states[^1].select(1, 0); // [batch, hidden]
        return new ClipVisionOutput(states[^1], _lastNorm.call(classToken), states);
    }
}
