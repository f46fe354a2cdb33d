namespace RewardLab.Abstractions;

/// <summary>Reads files of prompts as every command does. Safe from any thread.</summary>
public interface IPromptFiles
{
    /// <summary>The prompts of a file: text with a prompt per line, or a table with a column of prompts.</summary>
    /// <param name="path">The file.</param>
    /// <returns>At least one prompt, each once.</returns>
    /// <exception cref="RewardLabException">The file cannot be read, is of another kind, or has no prompt, or one twice; the message names it.</exception>
    IReadOnlyList<string> Read(string path);
}
