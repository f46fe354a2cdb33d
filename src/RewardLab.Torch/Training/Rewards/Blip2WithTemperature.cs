using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>A BLIP-2 first stage and the temperature of its contrastive loss, which checkpoints of LAVIS hold and scoring does without.</summary>
internal sealed class Blip2WithTemperature : nn.Module
{
    /// <summary>The temperature's name in LAVIS' checkpoints.</summary>
    internal const string StoredName = "temp";

    /// <summary>The temperature that LAVIS begins with.</summary>
    internal const double DefaultTemperature = 0.07;

    [ComponentName(Name = "model")]
    private readonly Blip2Model _model;

    // Learned as a logarithm, as CLIP does: it cannot cross 0.
    [ComponentName(Name = "logit_scale")]
    private readonly Parameter _logitScale;

    internal Blip2WithTemperature(Blip2Model model, double temperature)
        : base(nameof(Blip2WithTemperature))
    {
        _model = model;
        _logitScale = new Parameter(SafeOps.Full([], -Math.Log(temperature)));
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    internal Blip2Model Model => _model;

    internal Tensor LogitScale => _logitScale;
}
