using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Where a pipeline's parts compute.</summary>
/// <param name="Device">Where all but the third text encoder compute.</param>
/// <param name="Offloads">Whether each part is on the device only while it computes, and in the computer's memory otherwise.</param>
/// <param name="ThirdEncoderOnCpu">Whether the third text encoder, T5, the largest part, computes on the CPU.</param>
public sealed record PartPlaces(Device Device, bool Offloads = false, bool ThirdEncoderOnCpu = false)
{
    /// <summary>Has a part on the device until disposed.</summary>
    internal IDisposable Use(nn.Module part)
    {
        if (!Offloads || Device.type == DeviceType.CPU || PipelineParts.DeviceOf(part).type == Device.type)
        {
            return new Stay();
        }

        part.to(Device);
        return new Return(part);
    }

    private sealed class Stay : IDisposable
    {
        public void Dispose()
        {
            // The part is where it lives.
        }
    }

    private sealed class Return(nn.Module part) : IDisposable
    {
        public void Dispose() => part.to(CPU);
    }
}
