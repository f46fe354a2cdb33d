using System.Text;

namespace RewardLab.Abstractions;

/// <summary>Recognises what is often found in place of a file: a pointer of Git LFS, or a web page that a download saved.</summary>
public static class MistakenFile
{
    private const int MaxBytes = 512;
    private static readonly string[] PageStarts = ["<!doctype html", "<html", "<head", "<?xml"];

    /// <summary>Describes what a file is, if it is not what its name says.</summary>
    /// <param name="start">Its first bytes; a few hundred are enough.</param>
    /// <returns>The end of a message, "is ...; do ...", or null if the file may be what it seems.</returns>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        var text = start[..Math.Min(start.Length, MaxBytes)];
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        if (text.StartsWith("version https://git-lfs.github.com/spec/"u8))
        {
            return "is a pointer of Git LFS, not the file that it stands for; run 'git lfs pull' in its repository, or download the file itself.";
        }

        text = text.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'<', ..])
        {
            return null;
        }

        var words = Encoding.Latin1.GetString(text);
        return Array.Exists(PageStarts, page => words.StartsWith(page, StringComparison.OrdinalIgnoreCase))
            ? words.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)
                && !words.Contains("<Error>", StringComparison.Ordinal)
                && !words.Contains("<html", StringComparison.OrdinalIgnoreCase) ? null
                : "is a web page, not the file: the download saved a page (often a login or an error) in its place; download the file again by its direct link."
            : null;
    }

    /// <summary>Describes what a file on disk is, if it is not what its name says; null if it may be what it seems, or cannot be read.</summary>
    /// <inheritdoc cref="Describe(ReadOnlySpan{byte})" path="/returns"/>
    public static string? Describe(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (RegularFile.IsEmptyOrPipe(path))
            {
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var start = new byte[MaxBytes];
            return Describe(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
