using RewardLab.Abstractions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>The text tower, as the models below hold it under the name text_model.</summary>
internal sealed class ClipTextTransformer : Module<Tensor, Tensor?, bool, ClipTextOutput>
{
    private readonly ClipTextConfig _config;

    [ComponentName(Name = "embeddings")]
    private readonly ClipTextEmbeddings _embeddings;

    [ComponentName(Name = "encoder")]
    private readonly ClipEncoder _encoder;

    [ComponentName(Name = "final_layer_norm")]
    private readonly LayerNorm _finalNorm;

    internal ClipTextTransformer(ClipTextConfig config)
        : base(nameof(ClipTextTransformer))
    {
        _config = config;
        _embeddings = new ClipTextEmbeddings(config);
        _encoder = new ClipEncoder(config);
        _finalNorm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override ClipTextOutput forward(Tensor ids, Tensor? attentionMask, bool keepsEveryState)
    {
        if (ids.dim() != 2 || ids.shape[1] > _config.MaxTokenCount)
        {
            throw new RewardLabException(
                $"The text tower takes token ids of [batch, at most {_config.MaxTokenCount}], not [{string.Join(", ", ids.shape)}]; cut the texts first.");
        }

        var embedded = _embeddings.call(ids); // [batch, length, hidden]
        var states = _encoder.call(embedded, ClipAttentionMask.ForText(attentionMask, embedded.dtype), keepsEveryState);
        var last = _finalNorm.call(states[^1]); // [batch, length, hidden]
        var end = EndOfText(ids).view(-1, 1, 1).expand(-1, -1, last.shape[2]); // [batch, 1, hidden]
        return new ClipTextOutput(last, last.gather(1, end).squeeze(1), states);
    }

    internal Tensor FinalNorm(Tensor hidden) => _finalNorm.forward(hidden);

    // argmax returns the first of equal values, so padding with the end-of-text token itself does no harm.
    private Tensor EndOfText(Tensor ids) => _config.EndOfTextId == ClipTextConfig.LegacyEndOfTextId
        ? ids.argmax(1)
        : ids.eq(tensor(_config.EndOfTextId, ids.dtype, ids.device)).to_type(ScalarType.Int32).argmax(1); // [batch]
}
