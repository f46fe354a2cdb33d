using System.Globalization;
using System.Net;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Web;

/// <summary>Where pages are served.</summary>
/// <param name="Address">The address to listen on.</param>
/// <param name="Port">The port; 0 for any that is free, null for the usual one where it is free, else any.</param>
public sealed record WebAddress(IPAddress Address, int? Port)
{
    /// <summary>Loopback: reachable from this machine only.</summary>
    public static WebAddress Local { get; } = new(IPAddress.Loopback, null);

    /// <summary>Whether nobody but this machine can reach it.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address);

    /// <summary>Whether it means every address of this machine.</summary>
    public bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>Reads "192.168.1.5:8080", "[::1]:8080", "0.0.0.0" or ":8080".</summary>
    /// <exception cref="RecipeUsageException">It is not an address.</exception>
    public static WebAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        var host = hasPort ? text[..colon] : text;
        var port = 0;
        return text.Length > 0 && !text.All(char.IsAsciiDigit)
            && (host.Length == 0
                ? IPAddress.Any
                : IPAddress.TryParse(host.Trim('[', ']'), out var parsed) ? parsed : host == "localhost" ? IPAddress.Loopback : null) is { } address
            && (!hasPort || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort))
            ? new WebAddress(address, hasPort ? port : null)
            : throw new RecipeUsageException(
                $"--listen {text} is not an address and port of this machine, such as 192.168.1.5:8080, or 0.0.0.0:8080 for all of its addresses.");
    }
}
