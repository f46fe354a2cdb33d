using RewardLab.Abstractions;

namespace RewardLab.Torch.Weights;

/// <summary>A file of a model that cannot be read, whatever is in it, as one line for the user.</summary>
internal static class ReadFailure
{
    /// <summary>Whether the exception is the file system's.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>The error that names the file.</summary>
    public static RewardLabException Of(string path, Exception exception) => new(
        exception is FileNotFoundException or DirectoryNotFoundException
            ? $"{path}: there is no such file."
            : $"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}",
        exception);
}
