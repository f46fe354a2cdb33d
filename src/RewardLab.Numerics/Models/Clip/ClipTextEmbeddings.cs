using RewardLab.Numerics.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>Token and position embeddings of a text.</summary>
internal sealed class ClipTextEmbeddings : Module<Tensor, Tensor>
{
    private readonly Embedding _tokens;
    private readonly Embedding _positions;

    internal ClipTextEmbeddings(ClipTextConfig config)
        : base(nameof(ClipTextEmbeddings))
    {
        // The reference fixes 0.02 for these two, whatever initializer_range says.
        _tokens = ClipLayers.Table(config.VocabularySize, config.HiddenSize, config.InitializerFactor * 0.02);
        _positions = ClipLayers.Table(config.MaxTokenCount, config.HiddenSize, config.InitializerFactor * 0.02);
        register_module("token_embedding", _tokens);
        register_module("position_embedding", _positions);
    }

    public override Tensor forward(Tensor ids) =>
        _tokens.call(ids).Plus(_positions.weight!.narrow(0, 0, ids.shape[1])); // [batch, length, hidden]
}
