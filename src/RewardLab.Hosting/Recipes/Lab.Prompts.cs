using RewardLab.Abstractions;
using RewardLab.Hosting.Composing;

namespace RewardLab.Hosting.Recipes;

/// <content>Prompts of files.</content>
public static partial class Lab
{
    /// <summary>The prompts of a file, read as commands read it: text with a prompt a line, or a table with a column of prompts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">The first so many, at least 0; 0 for all. Prompts that are left out are said in the log.</param>
    /// <exception cref="RewardLabException">The file cannot be read, or holds no prompt, or one twice.</exception>
    public static IReadOnlyList<string> ReadPrompts(string path, int count = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        string[] prompts = [.. PromptLines.Read(path).Select(line => line.Prompt)];
        if (count == 0 || count >= prompts.Length)
        {
            return prompts;
        }

        Log($"Takes the first {count} of the {prompts.Length} prompts of {path}.");
        return prompts[..count];
    }
}
