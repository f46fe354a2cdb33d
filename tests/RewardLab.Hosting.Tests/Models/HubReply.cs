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

    /// <summary>A refusal as the hub writes it.</summary>
    public static HubReply Refusal(int status, string? code, string? message = null)
    {
        var headers = new Dictionary<string, string>();
        if (code is not null)
        {
            headers["X-Error-Code"] = code;
        }

        if (message is not null)
        {
            headers["X-Error-Message"] = message;
        }

        return new HubReply(status, headers, []);
    }

    public static HubReply Of(int status) => new(status, [], []);
}
