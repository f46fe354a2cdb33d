using System.Runtime.InteropServices;
using RewardLab.Torch.Runtime;

namespace RewardLab.Benchmarks;

/// <summary>Time and calls of every operation that libtorch runs on this thread, by its own record functions, on which PyTorch's profiler is built.</summary>
/// <remarks>The time is the thread's processor time, which other programs on the machine disturb little. TorchSharp has no profiler, so these are libtorch's
/// C++ functions; that they are called rightly holds for the pinned version on 64-bit Linux. A time is an operation's
/// own, without the operations that it calls.</remarks>
internal sealed unsafe class OperationRecorder : IDisposable
{
    [ThreadStatic]
    private static OperationRecorder? _current;

    private readonly Dictionary<nint, string> _names = [];
    private readonly Dictionary<string, (long Nanoseconds, int Calls)> _times = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, long Began, long Inner)> _open = new();
    private readonly delegate* unmanaged<ulong, void> _remove;
    private readonly delegate* unmanaged<nint, nint> _nameOf;
    private readonly ulong _handle;

    public OperationRecorder()
    {
        var library = NativeLibrary.Load(Path.Combine(TorchRuntime.Start().Folder, "libtorch_cpu.so"));
        _remove = (delegate* unmanaged<ulong, void>)NativeLibrary.GetExport(library, "_ZN2at14removeCallbackEm");
        _nameOf = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "_ZNK2at14RecordFunction4nameEv");
        var add = (delegate* unmanaged<RecordFunctionCallback, ulong>)NativeLibrary.GetExport(
            library, "_ZN2at22addThreadLocalCallbackENS_22RecordFunctionCallbackE");
        _current = this;
        var callback = new RecordFunctionCallback { Start = &Began, End = &Ended, Probability = 1 };
        callback.Scopes[0] = 1; // operations; the second, nodes of the backward pass, would count theirs again
        _handle = add(callback);
    }

    /// <summary>Operations with their own time in seconds and their calls so far.</summary>
    public IReadOnlyDictionary<string, (double Seconds, int Calls)> Operations => _times.ToDictionary(
        entry => entry.Key, entry => (entry.Value.Nanoseconds / 1e9, entry.Value.Calls), StringComparer.Ordinal);

    public void Dispose()
    {
        _remove(_handle);
        _current = null;
    }

    // C++ returns an object with a destructor through a pointer that the caller hands in: here none, a null pointer.
    [UnmanagedCallersOnly]
    private static nint* Began(nint* result, nint function)
    {
        *result = 0;
        if (_current is { } recorder)
        {
            var address = recorder._nameOf(function);
            if (!recorder._names.TryGetValue(address, out var name))
            {
                name = Marshal.PtrToStringUTF8(address) ?? "";
                recorder._names[address] = name;
            }

            recorder._open.Push((name, ProcessorTime.OfThread(), 0));
        }

        return result;
    }

    [UnmanagedCallersOnly]
    private static void Ended(nint function, nint context)
    {
        if (_current is not { } recorder || !recorder._open.TryPop(out var operation))
        {
            return;
        }

        var whole = ProcessorTime.OfThread() - operation.Began;
        var (nanoseconds, calls) = recorder._times.GetValueOrDefault(operation.Name);
        recorder._times[operation.Name] = (nanoseconds + whole - operation.Inner, calls + 1);
        if (recorder._open.TryPop(out var outer))
        {
            recorder._open.Push(outer with { Inner = outer.Inner + whole });
        }
    }

    // at::RecordFunctionCallback of libtorch 2.10.
    [StructLayout(LayoutKind.Sequential)]
    private struct RecordFunctionCallback
    {
        public delegate* unmanaged<nint*, nint, nint*> Start;
        public delegate* unmanaged<nint, nint, void> End;
        public double Probability;
        public fixed byte Scopes[10];
        public byte NeedsInputs;
        public byte NeedsOutputs;
        public byte NeedsIds;
    }
}
