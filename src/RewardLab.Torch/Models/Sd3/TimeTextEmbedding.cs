using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>What every block is modulated by: the time's embedding plus the pooled text's.</summary>
internal sealed class TimeTextEmbedding : nn.Module<Tensor, Tensor, Tensor>
{
    private const int SinusoidChannels = 256;

    [ComponentName(Name = "time_proj")]
    private readonly SinusoidalTimesteps _sinusoids;

    [ComponentName(Name = "timestep_embedder")]
    private readonly TimestepEmbedding _time;

    [ComponentName(Name = "text_embedder")]
    private readonly TimestepEmbedding _text;

    internal TimeTextEmbedding(Sd3TransformerConfig config)
        : base(nameof(TimeTextEmbedding))
    {
        _sinusoids = new SinusoidalTimesteps(SinusoidChannels, cosineFirst: true, frequencyShift: 0);
        _time = new TimestepEmbedding(SinusoidChannels, config.Width);
        _text = new TimestepEmbedding(config.PooledProjectionDim, config.Width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor timesteps, Tensor pooled) // [batch], [batch, pooled]
    {
        using var scope = NewDisposeScope();
        return _time.call(_sinusoids.call(timesteps).to_type(pooled.dtype)).Add(_text.call(pooled)).MoveToOuterDisposeScope(); // [batch, width]
    }
}
