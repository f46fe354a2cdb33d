namespace RewardLab.Abstractions;

/// <summary>Reads text strictly: bytes that are not valid text are an error that names them, and are never replaced by U+FFFD.</summary>
/// <remarks>
/// Text is UTF-8, or UTF-16 of either byte order where a byte order mark says so; the mark is not part of the text. Lines end in LF, CRLF or CR. A pointer file
/// of Git LFS or a web page in place of the file,
/// and zero bytes, which no text holds, are refused by name as well. What the file system throws (<see cref="IOException"/>,
/// <see cref="UnauthorizedAccessException"/>) passes through.
/// </remarks>
public static class TextFile
{
    /// <summary>The text of a file.</summary>
    /// <exception cref="RewardLabException">It is not text; names the file, the line and the byte offset.</exception>
    public static string Read(string path)
    {
        using var reader = Open(path);
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a file, without their ends.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        using var reader = Open(path);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Opens a file, which another program may still write to. Reading throws <see cref="RewardLabException"/> where the file is not text.</summary>
    /// <param name="path">The file, which messages name.</param>
    public static TextReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new StrictTextReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1), path, leaveOpen: false);
    }

    /// <summary>Reads a stream, which stays open. Reading throws <see cref="RewardLabException"/> where it is not text.</summary>
    /// <param name="stream">The bytes, from where the stream stands.</param>
    /// <param name="source">The file's name, for messages.</param>
    public static TextReader Open(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        return new StrictTextReader(stream, source, leaveOpen: true);
    }

    /// <summary>Decodes the bytes of a text file.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static string Decode(byte[] bytes, string source)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var reader = Open(new MemoryStream(bytes, writable: false), source);
        return reader.ReadToEnd();
    }
}
