using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The two-layer network that turns sinusoids into the time embedding.</summary>
internal sealed class TimestepEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "linear_1")]
    private readonly Linear _first;

    [ComponentName(Name = "linear_2")]
    private readonly Linear _second;

    internal TimestepEmbedding(long channels, long embeddingChannels)
        : base(nameof(TimestepEmbedding))
    {
        _first = nn.Linear(channels, embeddingChannels);
        _second = nn.Linear(embeddingChannels, embeddingChannels);
    }

    public override Tensor forward(Tensor sinusoids) // [batch, channels]
    {
        using var scope = NewDisposeScope();
        return _second.call(nn.functional.silu(_first.call(sinusoids))).MoveToOuterDisposeScope(); // [batch, embeddingChannels]
    }
}
