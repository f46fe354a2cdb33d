using Microsoft.AspNetCore.Http;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Web;

/// <summary>Sends files of one folder, and nothing else of the disk: what leaves it, by a link too, is not found.</summary>
internal static class ServedFile
{
    private const int MaxMagicLength = 12;

    /// <summary>Sends an image, known by its first bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="file">The file's path inside it.</param>
    /// <param name="cacheControl">How long browsers may keep it.</param>
    /// <exception cref="WebFailure">It is not there, or is not an image.</exception>
    public static async Task SendImageAsync(HttpContext context, string folder, string file, string cacheControl)
    {
        var path = Inside(folder, file) ?? throw Missing();
        try
        {
            await using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var magic = new byte[MaxMagicLength];
            var length = await stream.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, context.RequestAborted);
            context.Response.ContentType = TypeOf(magic.AsSpan(0, length)) ?? throw Missing();
            context.Response.Headers.CacheControl = cacheControl;
            if (IsTiff(magic))
            {
                await context.Response.Body.WriteAsync(AsPng(path), context.RequestAborted);
                return;
            }

            context.Response.ContentLength = stream.Length;
            await context.Response.Body.WriteAsync(magic.AsMemory(0, length), context.RequestAborted);
            await stream.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            throw Missing();
        }
    }

    /// <summary>Where a file lies, links followed; null where that is outside its folder, or nowhere.</summary>
    public static string? Inside(string folder, string file)
    {
        try
        {
            var root = Real(Path.GetFullPath(folder));
            var path = Real(Path.GetFullPath(Path.Combine(folder, file)));
            return root is not null
                && path is not null
                && path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && File.Exists(path) ? path : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // A path without links, whichever of its folders is one; null where there is nothing.
    private static string? Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!info.Exists)
            {
                return null;
            }

            real = info.LinkTarget is null ? next : info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) ?? "" : "";
            if (real.Length == 0)
            {
                return null;
            }
        }

        return real;
    }

    private static string? TypeOf(ReadOnlySpan<byte> magic) =>
        magic.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : magic.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : magic.StartsWith("GIF8"u8) ? "image/gif"
        : magic.StartsWith("BM"u8) ? "image/bmp"
        : IsTiff(magic) ? "image/png"
        : magic.Length == MaxMagicLength && magic.StartsWith("RIFF"u8) && magic[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;

    private static bool IsTiff(ReadOnlySpan<byte> magic) => magic.StartsWith("II*\0"u8) || magic.StartsWith("MM\0*"u8);

    // Few browsers show TIFF.
    private static ReadOnlyMemory<byte> AsPng(string path)
    {
        try
        {
            using var memory = new MemoryStream();
            ImageFiles.WritePng(memory, ImageFiles.Read(path), 0);
            return memory.ToArray();
        }
        catch (RewardLabException)
        {
            throw Missing();
        }
    }

    private static WebFailure Missing() => new(StatusCodes.Status404NotFound, "There is no such image.", WebFailure.Missing);
}
