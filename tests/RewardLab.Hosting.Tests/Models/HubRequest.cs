namespace RewardLab.Hosting.Tests.Models;

/// <summary>A request as it came over the wire.</summary>
internal sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Where the wanted bytes begin.</summary>
    public int RangeStart => Headers.TryGetValue("range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;
}
