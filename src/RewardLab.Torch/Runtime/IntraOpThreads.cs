using System.Runtime.InteropServices;
using TorchSharp;

namespace RewardLab.Torch.Runtime;

/// <summary>How many threads libtorch takes for one operation of one calling thread.</summary>
/// <remarks>libtorch's own setting also counts for threads that come later and for all of MKL. OpenMP and MKL, underneath, have one for each calling thread,
/// which is what is set here.</remarks>
internal static unsafe class IntraOpThreads
{
    private static readonly Lazy<(nint OpenMp, nint Mkl)> Setters = new(Find);

    /// <summary>Whether a thread can have a number of its own; not so without MKL, or where its functions cannot be found.</summary>
    public static bool CanDiffer => Setters.Value is { OpenMp: not 0, Mkl: not 0 };

    /// <summary>Sets the number for operations that this thread calls.</summary>
    /// <param name="count">At least 1.</param>
    public static void SetForThisThread(int count)
    {
        // libtorch gives a new thread its own number when it is first asked; it would undo this later.
        torch.get_num_threads();
        ((delegate* unmanaged[Cdecl]<int, void>)Setters.Value.OpenMp)(count);
        ((delegate* unmanaged[Cdecl]<int, int>)Setters.Value.Mkl)(count);
    }

    private static (nint OpenMp, nint Mkl) Find() =>
        OperatingSystem.IsLinux() && TorchRuntime.Started is { } runtime
        && NativeLibrary.TryLoad(Path.Combine(runtime.Folder, NativeFolder.FileName("torch_cpu")), out var library)
        && NativeLibrary.TryGetExport(library, "omp_set_num_threads", out var openMp)
        && NativeLibrary.TryGetExport(library, "MKL_Set_Num_Threads_Local", out var mkl)
            ? (openMp, mkl)
            : default;
}
