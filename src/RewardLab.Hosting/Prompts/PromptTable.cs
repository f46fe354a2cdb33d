using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Rows;

namespace RewardLab.Hosting.Prompts;

/// <summary>Prompts of tables: the column prompt, else caption, else text.</summary>
/// <remarks>JSON may also be a list of texts, or an object of prompts with their contrastive prompts, as TIA2's prompt sets are.</remarks>
internal static class PromptTable
{
    /// <summary>The extensions of files that are read as tables.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".json", ".jsonl", ".parquet"];

    /// <summary>The prompts in order. A table of images, which names a prompt once for each, gives it once.</summary>
    /// <exception cref="RewardLabException">The file cannot be read as a table, or has no column of prompts.</exception>
    public static IReadOnlyList<PromptLine> Read(string path)
    {
        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) && Listed(path) is { } listed)
        {
            return listed;
        }

        var rows = RowFile.Read(path);
        if (rows.Count == 0)
        {
            return [];
        }

        var column = KnownColumns.Prompt.FirstOrDefault(name => rows.Any(row => row.Has(name)))
            ?? throw new RewardLabException(
                $"{path}: has no column of prompts. Name it prompt (or caption, or text); the columns are {string.Join(", ", rows[0].Columns.Take(12))}.");
        var lines = rows.Select((row, i) => new PromptLine(i + 1, row.Text(column)?.Trim() ?? "")).Where(line => line.Prompt.Length > 0);
        return rows.Any(row => KnownColumns.Image.Any(row.Has)) ? [.. lines.DistinctBy(line => line.Prompt, StringComparer.Ordinal)] : [.. lines];
    }

    private static PromptLine[]? Listed(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(TextFile.Read(path));
            var root = json.RootElement;
            string[]? texts = root.ValueKind == JsonValueKind.Array
                && root.GetArrayLength() > 0
                && root.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. root.EnumerateArray().Select(item => item.GetString()!)]
                : root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any() && root.EnumerateObject().All(entry => IsListOfTexts(entry.Value))
                    ? [.. root.EnumerateObject().Select(entry => entry.Name)]
                    : null;
            return texts is null ? null : [.. texts.Select((text, i) => new PromptLine(i + 1, text.Trim())).Where(line => line.Prompt.Length > 0)];
        }
        catch (JsonException exception)
        {
            throw new RewardLabException(
                $"{path}({exception.LineNumber + 1}): not valid JSON at byte {exception.BytePositionInLine + 1} of the line.", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException($"{path}: a text has half a surrogate pair (\\ud800 to \\udfff), which is not valid Unicode; remove it.", exception);
        }
    }

    private static bool IsListOfTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);
}
