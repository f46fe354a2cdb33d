using static TorchSharp.torch;

namespace RewardLab.Torch.Runtime;

/// <summary>Parts of a batch that are computed side by side, each by operations of few threads.</summary>
/// <remarks>
/// The threads of one operation wait for each other at its end, and a denoiser has a thousand small operations in a step; parts of a batch wait for each
/// other once. Results must not depend on how many parts are computed at a time: each has its own place for them.
/// </remarks>
public static class ParallelParts
{
    /// <summary>Rows of a part whose gradients are added up on their own, so that sums do not depend on the number of threads.</summary>
    public const int GradientRows = 16;

    /// <summary>Rows of the model's batch that a part has at least: kernels are chosen by their number below this, and rounding differs by kernel.</summary>
    internal const int MinRows = 16;

    /// <summary>Shares out the rows of a batch whose rows are computed independently: as many parts as there are threads, none too small.</summary>
    /// <param name="count">Items of the batch.</param>
    /// <param name="rowsPerItem">Rows that an item has in the model's batch: 2 with guidance.</param>
    /// <param name="device">Where it is computed: on a GPU in one part.</param>
    /// <param name="dtype">What it is computed in: only rows of 32-bit floats are known to be independent.</param>
    public static IReadOnlyList<(int Start, int Count)> ShareOut(int count, int rowsPerItem, Device device, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(device);
        var isSplit = !FormerPaths.AreTaken && device.type == TorchSharp.DeviceType.CPU && dtype == ScalarType.Float32
            && MatrixProducts.AreRowsIndependent && IntraOpThreads.CanDiffer;
        var parts = isSplit ? Math.Clamp(count * rowsPerItem / MinRows, 1, get_num_threads()) : 1;
        return [.. Enumerable.Range(0, parts).Select(part => (Start(part), Start(part + 1) - Start(part)))];

        int Start(int part) => (int)((long)count * part / parts);
    }

    /// <summary>Cuts a batch into parts of <see cref="GradientRows"/> items, whatever the number of threads; on a GPU into one.</summary>
    /// <param name="count">Items of the batch.</param>
    /// <param name="device">Where it is computed.</param>
    public static IReadOnlyList<(int Start, int Count)> ForGradients(int count, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var size = FormerPaths.AreTaken || device.type != TorchSharp.DeviceType.CPU ? Math.Max(count, 1) : GradientRows;
        return [.. Enumerable.Range(0, (count + size - 1) / size).Select(part => (part * size, Math.Min(size, count - (part * size))))];
    }

    /// <summary>Computes parts, several at a time where there are threads for it, and returns when all are done.</summary>
    /// <param name="count">Parts.</param>
    /// <param name="compute">Computes one, on another thread, where neither dispose scopes nor switched off gradients of the caller's hold.</param>
    /// <remarks>If parts fail, the first one's exception is thrown. What the caller has said about cancelling forward passes holds in parts too.</remarks>
    public static void Run(int count, Action<int> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        var threads = get_num_threads();
        var workers = FormerPaths.AreTaken || !IntraOpThreads.CanDiffer ? 1 : Math.Min(count, threads);
        if (workers < 2)
        {
            for (var part = 0; part < count; part++)
            {
                compute(part);
            }

            return;
        }

        var token = ForwardCancellation.Current;
        LaneThreads.Run(workers, threads, count, part =>
        {
            using var cancellation = ForwardCancellation.Within(token);
            compute(part);
        });
    }
}
