using RewardLab.Abstractions;

namespace RewardLab.Hosting.Prompts;

/// <summary>Reads files of prompts: text, or a table with a column of prompts.</summary>
public static class PromptLines
{
    private const long MaxBytes = 64L << 20;

    /// <summary>The prompts of a file, with the line that each stands on.</summary>
    /// <remarks>
    /// Text (.txt, or no extension) has one prompt per line; empty lines are skipped. A table (.csv, .tsv, .json, .jsonl, .parquet) has them in its column
    /// prompt, else caption, else text; one that names
    /// images may repeat a prompt, which then counts once. JSON may also be a list of texts, or a set of contrastive prompts as TIA2 has them.
    /// </remarks>
    /// <exception cref="RewardLabException">The file cannot be read, is of another kind, or has no prompt, or one twice.</exception>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<PromptLine> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (RegularFile.IsEmptyOrPipe(path))
        {
            throw new RewardLabException($"'{path}' is empty, or a pipe or a device, where a file of prompts is expected.");
        }

        var isTable = PromptTable.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
        PromptLine[] prompts = [.. isTable && File.Exists(path) ? PromptTable.Read(path) : Lines(path)];
        if (prompts.Length == 0)
        {
            throw new RewardLabException($"'{path}' has no prompts. Write one per {(isTable ? "row" : "line")}.");
        }

        var twice = prompts.GroupBy(line => line.Prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        var unit = isTable ? "row" : "line";
        return twice is null
            ? prompts
            : throw new RewardLabException(
                $"{path}({twice.ElementAt(1).Number}): \"{OneLine.Format(twice.Key)}\" is already in {unit} {twice.First().Number}. Keep one.");
    }

    private static IEnumerable<PromptLine> Lines(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new RewardLabException($"'{path}' is a folder. Give a text file with one prompt per line, or a table with a column prompt.");
            }

            var file = new FileInfo(path);
            if (file.Exists && Path.GetExtension(path) is not "" and var extension && !extension.Equals(".txt", StringComparison.OrdinalIgnoreCase))
            {
                throw new RewardLabException(
                    $"'{path}' does not have the name of a file of prompts. Give a text file with one prompt per line (.txt), "
                    + $"or a table with a column prompt ({string.Join(", ", PromptTable.Extensions)}).");
            }

            if (file is { Exists: true, Length: > MaxBytes })
            {
                throw new RewardLabException($"'{path}' is larger than {MaxBytes >> 20} MB, too large for a file of prompts.");
            }

            return TextFile.ReadLines(path).Select((line, index) => new PromptLine(index + 1, line.Trim())).Where(line => line.Prompt.Length > 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"There is no file '{path}'. Give a text file with one prompt per line, or a table with a column prompt.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{path}' cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }
}
