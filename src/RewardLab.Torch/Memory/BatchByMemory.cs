using System.Globalization;

namespace RewardLab.Torch.Memory;

/// <summary>The rule by which batch sizes are chosen: a share of free memory, less what is taken whatever the size, over what one item takes.</summary>
public sealed record BatchByMemory
{
    /// <summary>Which part of free memory may be taken: 1 over this, at least 1.</summary>
    public required int Share { get; init; }

    /// <summary>Largest size, at least 1: beyond it nothing gets faster.</summary>
    public required int Max { get; init; }

    /// <summary>The size where free memory is not known.</summary>
    public required int Otherwise { get; init; }

    /// <summary>Bytes that are taken whatever the size. Default: 0.</summary>
    public long FixedBytes { get; init; }

    /// <summary>Chooses a size.</summary>
    /// <param name="freeBytes">Free memory of the device; null where it is not known.</param>
    /// <param name="bytesPerItem">Memory that one item takes.</param>
    /// <param name="log">Told where memory limits the size; null for nobody.</param>
    /// <returns>1 to <see cref="Max"/>.</returns>
    public int Choose(long? freeBytes, long bytesPerItem, Action<string>? log = null)
    {
        if (freeBytes is not { } free)
        {
            return Otherwise;
        }

        var size = (int)Math.Clamp(((free / Share) - FixedBytes) / Math.Max(bytesPerItem, 1), 1, Max);
        if (size < Max)
        {
            log?.Invoke(string.Create(CultureInfo.InvariantCulture, $"batches of {size}, chosen for {free / (double)(1 << 30):F1} GB of free memory."));
        }

        return size;
    }
}
