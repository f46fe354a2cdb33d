using Microsoft.AspNetCore.Http;
using RewardLab.Experiments.Studies;

namespace RewardLab.Web.Studies;

/// <summary>Sends pictures of a study, and nothing else of the disk: what leaves the served folder, by a link too, or is no picture, is not found.</summary>
internal static class PictureSender
{
    private const int LongestMagic = 12;

    /// <summary>Sends a picture.</summary>
    /// <exception cref="WebFailure">It is not there, or is none.</exception>
    public static async Task SendAsync(HttpContext context, StudyPicture picture)
    {
        var path = Inside(picture) ?? throw Missing();
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            var magic = new byte[LongestMagic];
            var length = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, context.RequestAborted);
            context.Response.ContentType = TypeOf(magic.AsSpan(0, length)) ?? throw Missing();
            context.Response.ContentLength = file.Length;

            // The item's number stands for this picture as long as the study lives.
            context.Response.Headers.CacheControl = "private, max-age=86400";
            await context.Response.Body.WriteAsync(magic.AsMemory(0, length), context.RequestAborted);
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            throw Missing();
        }
    }

    /// <summary>The file that a picture is, links followed; null where that lies outside its folder or is not there.</summary>
    internal static string? Inside(StudyPicture picture)
    {
        try
        {
            var folder = Real(Path.GetFullPath(picture.Folder));
            var path = Real(picture.Path);
            return folder is not null && path is not null && path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path) ? path : null;
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
        : magic.Length == LongestMagic && magic.StartsWith("RIFF"u8) && magic[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;

    private static WebFailure Missing() => new(StatusCodes.Status404NotFound, "There is no such picture.");
}
