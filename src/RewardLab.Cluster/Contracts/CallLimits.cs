namespace RewardLab.Cluster.Contracts;

/// <summary>How long calls take and how large they are, on both sides.</summary>
internal static class CallLimits
{
    /// <summary>The most bytes of a unit, a result or shared data that one call carries: larger messages hold up small ones, and too large ones break the
    /// connection instead of being refused.</summary>
    public const int PieceBytes = 4 * 1024 * 1024;

    /// <summary>After this an unanswered call has failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a request for a unit waits at the hub.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(8);

    /// <summary>How often a worker renews its lease.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(5);

    /// <summary>The bytes from an offset that one call carries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset lies outside.</exception>
    public static byte[] Piece(ReadOnlySpan<byte> bytes, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, bytes.Length);
        return bytes.Slice(offset, Math.Min(PieceBytes, bytes.Length - offset)).ToArray();
    }
}
