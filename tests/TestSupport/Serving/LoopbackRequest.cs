using System.Globalization;

namespace RewardLab.TestSupport;

/// <summary>A request as it came over the wire; the names of its headers in lower case.</summary>
internal sealed record LoopbackRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body as it came, which need not be text.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Where the wanted bytes begin.</summary>
    public int RangeStart => Headers.TryGetValue("range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
}
