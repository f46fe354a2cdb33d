namespace RewardLab.Abstractions;

/// <summary>The 64-bit FNV-1a hash (Fowler, Noll and Vo): the same on every platform and for ever, for seeds that depend on content.
/// Not for security.</summary>
public static class Fnv1a
{
    private const ulong OffsetBasis = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    /// <summary>The hash of some bytes; of none it is the offset basis.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = OffsetBasis;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }
}
