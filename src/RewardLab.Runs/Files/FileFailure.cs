using RewardLab.Abstractions;

namespace RewardLab.Runs.Files;

/// <summary>Turns what the file system throws into the one line that a user can act on.</summary>
public static class FileFailure
{
    // ENOSPC and EDQUOT as .NET passes them on from Unix; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private const int UnixNoSpace = 28;
    private const int UnixQuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the exception is the file system's.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>A failure to write a path.</summary>
    public static RewardLabException Writing(string path, Exception exception) => exception switch
    {
        IOException { HResult: UnixNoSpace or UnixQuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } =>
            new RewardLabException($"The disk is full: '{path}' was not written. Free some space and run again.", exception),
        UnauthorizedAccessException =>
            new RewardLabException($"There is no permission to write '{path}'. Change its permissions, or choose another folder.", exception),
        _ => new RewardLabException($"'{path}' cannot be written: {FirstLine(exception)}. Choose another folder.", exception),
    };

    /// <summary>A failure to read a path.</summary>
    public static RewardLabException Reading(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new RewardLabException($"There is no file '{path}'.", exception),
        UnauthorizedAccessException => new RewardLabException($"There is no permission to read '{path}'.", exception),
        _ => new RewardLabException($"'{path}' cannot be read: {FirstLine(exception)}.", exception),
    };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].Trim().TrimEnd('.');
}
