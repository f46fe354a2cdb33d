namespace RewardLab.TestSupport;

/// <summary>What a server answers, true or not.</summary>
internal sealed record LoopbackReply(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    /// <summary>A reply without a body.</summary>
    public LoopbackReply(int status)
        : this(status, [], [])
    {
    }

    /// <summary>What Content-Length says; the body's length when null.</summary>
    public long? AnnouncedLength { get; init; }

    /// <summary>Bytes sent at a time; 0 for all at once.</summary>
    public int ChunkBytes { get; init; }

    /// <summary>After so many bytes of the body the connection is torn down; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After so many bytes of the body nothing more comes until the client goes away.</summary>
    public int? SilentAfter { get; init; }

    /// <summary>Time before the answer begins.</summary>
    public int DelayMilliseconds { get; init; }
}
