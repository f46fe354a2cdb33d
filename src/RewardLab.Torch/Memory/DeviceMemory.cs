using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Memory;

/// <summary>Free memory of devices.</summary>
internal static class DeviceMemory
{
    private delegate int MemoryInfo(out nuint free, out nuint total);

    public static long? FreeBytes(Device device) => device.type switch
    {
        DeviceType.CPU => HostMemory.FreeBytes,
        DeviceType.CUDA => FreeOfCuda(device),
        _ => null,
    };

    // TorchSharp does not offer it; the driver does, for the context that torch made current on this thread.
    private static long? FreeOfCuda(Device device)
    {
        using var scope = NewDisposeScope();
        zeros(1, device: device);
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library)
            || !NativeLibrary.TryGetExport(library, "cuMemGetInfo_v2", out var address))
        {
            return null;
        }

        var query = Marshal.GetDelegateForFunctionPointer<MemoryInfo>(address);
        return query(out var free, out _) == 0 ? (long)free : null;
    }
}
