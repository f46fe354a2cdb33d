using RewardLab.Abstractions;

namespace RewardLab.Hosting.Composing;

/// <summary>Reads a text file of prompts.</summary>
public static class PromptLines
{
    private const long MostBytes = 64L << 20;

    /// <summary>The prompts, one a line; empty lines are skipped.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or holds no prompt, or one twice.</exception>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<PromptLine> Read(string path)
    {
        IReadOnlyList<string> lines;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
            {
                throw new RewardLabException($"'{path}' is larger than {MostBytes >> 20} MB, so hardly a file of prompts.");
            }

            lines = TextFile.ReadLines(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"There is no file '{path}'; give a text file with a prompt a line.", exception);
        }

        PromptLine[] prompts = [.. lines.Select((line, index) => new PromptLine(index + 1, line.Trim())).Where(line => line.Prompt.Length > 0)];
        if (prompts.Length == 0)
        {
            throw new RewardLabException($"'{path}' holds no prompt; write one a line.");
        }

        var twice = prompts.GroupBy(line => line.Prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? prompts : throw new RewardLabException($"{path}({twice.ElementAt(1).Number}): \"{twice.Key}\" stands in line {twice.First().Number} already; keep one.");
    }
}
