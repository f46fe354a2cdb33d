using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RewardLab.TestSupport;

/// <summary>Answers as a decent hub does, for one large file that its own host serves; tests change what they like.</summary>
internal static class HubContent
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static byte[] Bytes { get; } = [.. Enumerable.Range(0, 300_000).Select(i => (byte)((i * 31) ^ (i >> 8)))];

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>The hub's answer to a question about the file, which it serves itself.</summary>
    public static LoopbackReply Head(string? hash = null, string? commit = Commit, long? bytes = null)
    {
        var headers = new Dictionary<string, string> { ["ETag"] = $"\"{hash ?? Sha256}\"" };
        if (commit is not null)
        {
            headers["X-Repo-Commit"] = commit;
        }

        return new LoopbackReply(200, headers, []) { AnnouncedLength = bytes ?? Bytes.Length };
    }

    /// <summary>The bytes from where the request wants them.</summary>
    public static LoopbackReply Body(LoopbackRequest request, byte[]? bytes = null)
    {
        bytes ??= Bytes;
        return request.RangeStart == 0
            ? new LoopbackReply(200, [], bytes)
            : new LoopbackReply(
                206,
                new() { ["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {request.RangeStart}-{bytes.Length - 1}/{bytes.Length}") },
                bytes[request.RangeStart..]);
    }

    /// <summary>A refusal as the hub writes it.</summary>
    public static LoopbackReply Refusal(int status, string? code, string? message = null)
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

        return new LoopbackReply(status, headers, []);
    }

    /// <summary>What the hub says of a repository with some files.</summary>
    public static LoopbackReply Repository(params string[] files) =>
        new(200, new() { ["Content-Type"] = "application/json" }, JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "acme/tower",
            sha = Commit,
            siblings = files.Select(file => new { rfilename = file, size = Bytes.Length }),
        }));

    /// <summary>The reply of a hub that works as the real one does.</summary>
    public static LoopbackReply Answer(LoopbackRequest request) => request.Method == "HEAD" ? Head() : Body(request);

#pragma warning disable CA5350 // git's own naming of blobs
    public static string GitHash(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
}
