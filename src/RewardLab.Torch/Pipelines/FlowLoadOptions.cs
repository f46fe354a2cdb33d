using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>How a Stable Diffusion 3 is loaded: what saves memory.</summary>
public sealed record FlowLoadOptions
{
    /// <summary>Whether T5 is loaded. Default: where the folder has it.</summary>
    public ThirdEncoderUse ThirdEncoder { get; init; } = ThirdEncoderUse.Available;

    /// <summary>Type of T5's weights; null for that of the other parts.</summary>
    public ScalarType? ThirdEncoderType { get; init; }

    /// <summary>Whether T5's matrices are held in 8 bits. Default: false.</summary>
    public bool QuantizesThirdEncoder { get; init; }

    /// <summary>Whether T5 computes on the CPU. Default: false.</summary>
    public bool ThirdEncoderOnCpu { get; init; }

    /// <summary>Whether each part is on the device only while it computes. Default: false.</summary>
    public bool Offloads { get; init; }
}
