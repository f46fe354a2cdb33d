using RewardLab.Abstractions;
using RewardLab.Hosting.Prompts;

namespace RewardLab.Hosting.Experiments;

/// <summary>The prompts of an experiment: said one by one, or those of a file.</summary>
public sealed record ExperimentPrompts
{
    /// <summary>The prompts; empty where there is a file.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Path of a text file with one prompt per line, from the current folder; empty for none.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => Texts.Count == 0 && File.Length == 0;

    /// <summary>The prompts, those of the file read now; empty lines are skipped.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, there is no prompt, or one comes twice.</exception>
    public IReadOnlyList<string> Read()
    {
        if (File.Length > 0)
        {
            return [.. PromptLines.Read(File).Select(line => line.Prompt)];
        }

        string[] prompts = [.. Texts.Select(prompt => prompt.Trim()).Where(prompt => prompt.Length > 0)];
        if (prompts.Length == 0)
        {
            throw new RewardLabException("prompts: the list is empty. Give at least one.");
        }

        return prompts.GroupBy(prompt => prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new RewardLabException($"prompts: \"{twice.Key}\" is listed {twice.Count()} times. Keep one.")
            : prompts;
    }
}
