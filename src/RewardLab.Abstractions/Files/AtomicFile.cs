namespace RewardLab.Abstractions;

/// <summary>Files that appear whole or not at all: written beside their place, then renamed.</summary>
public static class AtomicFile
{
    private const int MaxAttempts = 40;
    private const int AccessDenied = unchecked((int)0x80070005);
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Writes a file whole, or not at all: where <paramref name="write"/> throws, what was there before stays as it was.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="RewardLabException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    write(stream);
                }

                Move(temporary, path);
            }
            catch when (File.Exists(temporary))
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RewardLabException($"{path}: cannot be written: {OneLine.Format(exception.Message)}", exception);
        }
    }

    /// <summary>Gives a finished file its name, in place of the one that has it now.</summary>
    /// <remarks>Windows refuses that while somebody reads the one that is replaced; the file is then tried again for up to two seconds.</remarks>
    /// <param name="temporary">The finished file, on the same drive.</param>
    /// <param name="path">Its name to be.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static void Move(string temporary, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(temporary);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Retry(() => File.Move(temporary, path, overwrite: true), OperatingSystem.IsWindows() ? Thread.Sleep : null);
    }

    /// <summary>The same for a folder; there is none of that name.</summary>
    /// <remarks>Windows refuses that while somebody reads a file in it; it is then tried again for up to two seconds.</remarks>
    /// <param name="temporary">The finished folder, on the same drive.</param>
    /// <param name="path">Its name to be.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be renamed.</exception>
    public static void MoveFolder(string temporary, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(temporary);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Retry(() => Directory.Move(temporary, path), OperatingSystem.IsWindows() ? Thread.Sleep : null);
    }

    // Where there is nothing to wait with, a refusal is final: only Windows refuses for the time that a file is read.
    internal static void Retry(Action move, Action<TimeSpan>? wait)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                move();
                return;
            }
            catch (Exception exception) when (wait is not null && attempt < MaxAttempts
                && exception.HResult is SharingViolation or AccessDenied)
            {
                wait(Pause);
            }
        }
    }
}
