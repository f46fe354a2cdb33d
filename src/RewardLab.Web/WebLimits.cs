using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RewardLab.Web;

/// <summary>What anyone may ask of the server: sizes, rates and numbers.</summary>
internal static partial class WebLimits
{
    /// <summary>Bytes of a request's body at most.</summary>
    public const int MaxBodyBytes = 16 << 10;

    private const long MaxBufferBytes = 1 << 20;
    private const int MaxConnections = 16_384;

    // What the process needs for itself: libraries, the study, images that are being sent.
    private const int OtherFiles = 512;

    /// <summary>Sets the server's own limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="maxBodyBytes">Bytes of a request's body at most.</param>
    public static void Apply(KestrelServerLimits limits, int maxBodyBytes)
    {
        limits.MaxRequestBodySize = maxBodyBytes;
        limits.MaxRequestBufferSize = Math.Min(maxBodyBytes * 2L, MaxBufferBytes);
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 4 << 10;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        limits.MaxConcurrentConnections = Math.Clamp(OpenFiles() - OtherFiles, 64, MaxConnections);
        limits.MaxConcurrentUpgradedConnections = 0;
    }

    /// <summary>Requests for each key, such as a token: a burst, and a steady rate.</summary>
    public static PartitionedRateLimiter<string> PerToken() =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            // A page of comparisons asks for 32 images ahead at once.
            TokenLimit = 600,
            TokensPerPeriod = 30,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(200),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    /// <summary>Requests of each address that bring no token that there is.</summary>
    public static PartitionedRateLimiter<string> PerStranger() =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 40,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(200),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));

    /// <summary>The address a request comes from.</summary>
    public static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress?.ToString() ?? context.Connection.Id.ToString(CultureInfo.InvariantCulture);

    private static int OpenFiles()
    {
        const int OpenFilesLimit = 7; // RLIMIT_NOFILE of Linux
        return OperatingSystem.IsLinux() && GetLimit(OpenFilesLimit, out var limit) == 0 ? (int)Math.Min(limit.Current, int.MaxValue) : MaxConnections;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
