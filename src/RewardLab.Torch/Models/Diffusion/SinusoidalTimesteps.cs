using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Timesteps as sines and cosines of geometrically spaced frequencies, always computed in float32.</summary>
internal sealed class SinusoidalTimesteps : nn.Module<Tensor, Tensor>
{
    private const double MaxPeriod = 10_000;
    private readonly long _halfChannels;
    private readonly bool _cosineFirst;
    private readonly double _frequencyShift;

    internal SinusoidalTimesteps(long channels, bool cosineFirst, double frequencyShift)
        : base("Timesteps")
    {
        _halfChannels = channels / 2;
        _cosineFirst = cosineFirst;
        _frequencyShift = frequencyShift;
    }

    public override Tensor forward(Tensor timesteps) // [batch]
    {
        using var scope = NewDisposeScope();
        var exponent = SafeOps.Range(_halfChannels, timesteps.device).to(float32)
            .Mul(-Math.Log(MaxPeriod))
            .Div(_halfChannels - _frequencyShift);
        var angles = timesteps.to(float32).unsqueeze(1) * exponent.exp().unsqueeze(0); // [batch, channels / 2]
        var (sine, cosine) = (angles.sin(), angles.cos());
        return cat(_cosineFirst ? [cosine, sine] : [sine, cosine], dim: 1).MoveToOuterDisposeScope(); // [batch, channels]
    }
}
