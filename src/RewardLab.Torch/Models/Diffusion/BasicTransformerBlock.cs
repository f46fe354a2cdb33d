using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Self-attention, attention to the text and a feed-forward network, each normalised first and added back.</summary>
internal sealed class BasicTransformerBlock : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _selfNorm;

    [ComponentName(Name = "attn1")]
    private readonly Attention _selfAttention;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _crossNorm;

    [ComponentName(Name = "attn2")]
    private readonly Attention _crossAttention;

    [ComponentName(Name = "norm3")]
    private readonly LayerNorm _feedForwardNorm;

    [ComponentName(Name = "ff")]
    private readonly FeedForward _feedForward;

    internal BasicTransformerBlock(long channels, long contextChannels, long headCount, bool attendInFloat32)
        : base(nameof(BasicTransformerBlock))
    {
        _selfNorm = nn.LayerNorm(channels);
        _selfAttention = new Attention(channels, channels, headCount, attendInFloat32);
        _crossNorm = nn.LayerNorm(channels);
        _crossAttention = new Attention(channels, contextChannels, headCount, attendInFloat32);
        _feedForwardNorm = nn.LayerNorm(channels);
        _feedForward = new FeedForward(channels);
    }

    public override Tensor forward(Tensor tokens, Tensor context) // [batch, tokens, channels], [batch, textTokens, contextChannels]
    {
        using var scope = NewDisposeScope();
        var normalized = _selfNorm.call(tokens);
        tokens = FreshTensor.AddToFresh(_selfAttention.call(normalized, normalized), tokens);
        tokens = FreshTensor.AddToFresh(_crossAttention.call(_crossNorm.call(tokens), context), tokens);
        tokens = FreshTensor.AddToFresh(_feedForward.call(_feedForwardNorm.call(tokens)), tokens);
        return tokens.MoveToOuterDisposeScope(); // [batch, tokens, channels]
    }
}
