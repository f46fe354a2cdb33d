using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Where and in which type a model computes.</summary>
/// <param name="Device">The device.</param>
/// <param name="Type">The type of weights and states.</param>
public sealed record Placement(Device Device, ScalarType Type)
{
    /// <summary>The CPU in float32.</summary>
    public static Placement Default { get; } = new(CPU, ScalarType.Float32);

    /// <summary>What options ask for.</summary>
    /// <exception cref="RewardLabException">The device is not there; the message says what is.</exception>
    public static Placement From(TorchModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Placement(Find(options.Device), options.Precision switch
        {
            ScoringPrecision.Bf16 => ScalarType.BFloat16,
            ScoringPrecision.Fp16 => ScalarType.Float16,
            _ => ScalarType.Float32,
        });
    }

    /// <summary>Bytes free on the device; null where nobody can say.</summary>
    public long? FreeBytes => DeviceMemory.FreeBytes(Device);

    /// <summary>Bytes of one value.</summary>
    public int BytesPerValue => Type == ScalarType.Float32 ? 4 : 2;

    /// <summary>Moves a model here, for scoring.</summary>
    public void Move(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.eval();
        if (Type != ScalarType.Float32)
        {
            module.to(Type);
        }

        if (Device.type != DeviceType.CPU)
        {
            module.to(Device);
        }
    }

    /// <summary>The device of a name: "auto" (the first CUDA device where there is one, else the CPU), "cpu", "mps", "cuda" or "cuda:1".</summary>
    /// <exception cref="RewardLabException">The device is not there; the message says what is.</exception>
    public static Device Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "cpu" || (name is "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        if (name is "mps")
        {
            return mps_is_available() ? MPS : throw new RewardLabException("There is no device 'mps' here; use 'cpu' or 'auto'.");
        }

        var index = name.Contains(':', StringComparison.Ordinal)
            ? int.Parse(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)
            : 0;
        var count = cuda.is_available() ? cuda.device_count() : 0;
        return index < count
            ? new Device(DeviceType.CUDA, index)
            : throw new RewardLabException(
                count == 0
                    ? $"There is no device '{name}' here: this build or this machine has no CUDA ('rewardlab doctor' says which); use 'cpu' or 'auto'."
                    : $"There is no device '{name}' here; CUDA devices go from 0 to {count - 1}.");
    }
}
