namespace RewardLab.Hosting.Tests.Models;

/// <summary>What a server answers, true or not.</summary>
internal sealed record HubReply(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    /// <summary>What Content-Length says; the body's length when null.</summary>
    public long? AnnouncedLength { get; init; }

    /// <summary>After so many bytes of the body the connection is torn down; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After so many bytes of the body nothing more comes until the client goes away.</summary>
    public int? SilentAfter { get; init; }

    public static HubReply Of(int status) => new(status, [], []);
}
