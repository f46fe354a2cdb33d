namespace RewardLab.Rewards.Onnx;

/// <summary>What ONNX Runtime computes with.</summary>
public enum OnnxProvider
{
    /// <summary>CUDA where it loads, else DirectML where it loads, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>NVIDIA GPUs; the CPU where it does not load.</summary>
    Cuda,

    /// <summary>GPUs by DirectX 12 on Windows; the CPU where it does not load.</summary>
    Directml,
}
