using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;

namespace RewardLab.Prompts.Sets;

/// <summary>A prompt_set JSON on disk.</summary>
internal static class SetFile
{
    /// <exception cref="RewardLabException">The file is missing, cannot be read, or is of another layout; names it.</exception>
    public static IReadOnlyList<ContrastiveSet> Read(string path)
    {
        if (Directory.Exists(path))
        {
            var tia2 = Path.Combine(path, "prompts");
            string[] files =
            [
                .. Directory.EnumerateFiles(path, "*.prompts.json")
                    .Concat(Directory.Exists(tia2) ? Directory.EnumerateFiles(tia2, "prompt_set_*.json") : [])
                    .Order(StringComparer.Ordinal),
            ];
            return files.Length > 0
                ? [.. files.SelectMany(Read)]
                : throw new RewardLabException(
                    $"'{path}' brings no contrastive prompts: there is no NAME.prompts.json in it, and no prompts/prompt_set_NAME.json.");
        }

        try
        {
            using var stream = RegularFile.OpenRead(path);
            return PromptSetFile.Read(stream, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"There is no file '{path}' of contrastive prompts; 'rewardlab prompts build' makes one.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{path}' cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
