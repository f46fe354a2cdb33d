using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Patch, class and position embeddings of an image.</summary>
internal sealed class ClipVisionEmbeddings : Module<Tensor, Tensor>
{
    [ComponentName(Name = "patch_embedding")]
    private readonly Conv2d _patches;

    [ComponentName(Name = "class_embedding")]
    private readonly Parameter _classToken;

    [ComponentName(Name = "position_embedding")]
    private readonly Embedding _positions;

    internal ClipVisionEmbeddings(ClipVisionConfig config)
        : base(nameof(ClipVisionEmbeddings))
    {
        _classToken = new Parameter(empty(config.HiddenSize));
        init.normal_(_classToken, 0, Math.Pow(config.HiddenSize, -0.5) * config.InitializerFactor);
        _patches = Conv2d(config.ChannelCount, config.HiddenSize, config.PatchSize, config.PatchSize, bias: false);
        init.normal_(_patches.weight, 0, config.InitializerRange * config.InitializerFactor);
        _positions = FreshLayers.Table(config.TokenCount, config.HiddenSize, config.InitializerRange * config.InitializerFactor);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels)
    {
        var patches = _patches.call(pixels).flatten(2).transpose(1, 2); // [batch, patches, hidden]
        var classTokens = _classToken.expand(pixels.shape[0], 1, -1); // [batch, 1, hidden]
        return cat([classTokens, patches], 1).Add(_positions.weight!); // [batch, 1 + patches, hidden]
    }
}
