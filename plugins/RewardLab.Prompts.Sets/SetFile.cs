using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;

namespace RewardLab.Prompts.Sets;

/// <summary>A prompt_set JSON on disk.</summary>
internal static class SetFile
{
    /// <exception cref="RewardLabException">The file is missing, cannot be read, or is of another layout; names it.</exception>
    public static IReadOnlyList<ContrastiveSet> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
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
