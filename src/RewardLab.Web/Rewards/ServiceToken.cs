using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RewardLab.Web.Rewards;

/// <summary>The token of a service that other machines can reach.</summary>
internal static class ServiceToken
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int MaxLength = 4096;

    /// <summary>Whether a request brings the token: as a bearer's, or as the password of an address such as http://any:TOKEN@host, which every client
    /// sends.</summary>
    public static bool IsSent(HttpRequest request, string token)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Length <= MaxLength
            && (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim()
                : header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(header[Basic.Length..].Trim())
                : null) is { } sent
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(token));
    }

    private static string? Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
