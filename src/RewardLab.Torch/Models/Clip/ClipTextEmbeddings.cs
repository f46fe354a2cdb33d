using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Token and position embeddings of a text.</summary>
internal sealed class ClipTextEmbeddings : Module<Tensor, Tensor>
{
    [ComponentName(Name = "token_embedding")]
    private readonly Embedding _tokens;

    [ComponentName(Name = "position_embedding")]
    private readonly Embedding _positions;

    internal ClipTextEmbeddings(ClipTextConfig config)
        : base(nameof(ClipTextEmbeddings))
    {
        // The reference fixes 0.02 for these two, whatever initializer_range says.
        _tokens = FreshLayers.Table(config.VocabularySize, config.HiddenSize, config.InitializerFactor * 0.02);
        _positions = FreshLayers.Table(config.MaxTokenCount, config.HiddenSize, config.InitializerFactor * 0.02);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids) =>
        _tokens.call(ids).Add(_positions.weight!.narrow(0, 0, ids.shape[1])); // [batch, length, hidden]
}
