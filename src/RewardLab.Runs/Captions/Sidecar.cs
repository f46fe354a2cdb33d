using RewardLab.Abstractions;

namespace RewardLab.Runs.Captions;

/// <summary>The text beside an image. Where there are both, .caption is taken: taggers write .txt.</summary>
internal static class Sidecar
{
    private static readonly string[] Extensions = [".caption", ".txt"];

    /// <summary>The file; null where there is none.</summary>
    public static string? Find(string image) =>
        Extensions.Select(extension => Path.ChangeExtension(image, extension)).FirstOrDefault(path => path != image && File.Exists(path));

    /// <summary>The text, without white space around it.</summary>
    /// <exception cref="RewardLabException">It is empty, or no text.</exception>
    public static string Read(string image)
    {
        var path = Find(image)!;
        return (RegularFile.IsEmptyOrPipe(path) ? "" : TextFile.Read(path).Trim()) is { Length: > 0 } text
            ? text
            : throw new RewardLabException($"'{path}' is empty. It must contain the prompt of '{Path.GetFileName(image)}'.");
    }
}
