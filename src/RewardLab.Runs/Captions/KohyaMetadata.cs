using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;

namespace RewardLab.Runs.Captions;

/// <summary>The metadata that kohya's sd-scripts keep of a data set: one JSON object with an entry for each image, its caption or its tags. Where an entry has
/// both, the caption is the prompt.</summary>
public static class KohyaMetadata
{
    private const long MaxBytes = 1L << 30;

    /// <summary>The metadata file in a folder; null where there is none.</summary>
    /// <exception cref="RewardLabException">There are several.</exception>
    public static string? InFolder(string folder)
    {
        string[] found = [.. Directory.EnumerateFiles(folder, "*.json").Where(IsOne).Order(StringComparer.Ordinal)];
        return found.Length > 1
            ? throw new RewardLabException($"'{found[0]}' and '{found[1]}' both have captions. Name one with --prompts FILE.")
            : found.FirstOrDefault();
    }

    /// <summary>Whether a file is such metadata.</summary>
    public static bool IsOne(string path)
    {
        if (!Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
            || new FileInfo(path) is not { Exists: true, Length: < MaxBytes }
            || RegularFile.IsEmptyOrPipe(path))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(TextFile.Read(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } first
                && (first.Value.TryGetProperty("caption", out _) || first.Value.TryGetProperty("tags", out _));
        }
        catch (Exception exception) when (exception is JsonException or RewardLabException || FileFailure.Is(exception))
        {
            return false;
        }
    }

    /// <summary>The images and their prompts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folders">Where images are looked for, at least one; keys are paths, or names without folder and extension.</param>
    /// <exception cref="RewardLabException">An entry has neither caption nor tags, or a name stands for several images.</exception>
    public static IReadOnlyList<ImagePrompt> Read(string path, IReadOnlyList<string> folders)
    {
        try
        {
            using var document = JsonDocument.Parse(TextFile.Read(path));
            var below = new Lazy<ILookup<string, string>>(() => folders.Select(folder => folder.Length == 0 ? "." : folder)
                .Where(Directory.Exists)
                .SelectMany(ImageFileNames.In)
                .Distinct(StringComparer.Ordinal)
                    .ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal));
            return [.. document.RootElement.EnumerateObject().Select(entry => new ImagePrompt(Find(entry.Name), Text(entry, "caption") ?? Text(entry, "tags")
                ?? throw new RewardLabException($"{path}: entry \"{entry.Name}\" has neither a caption nor tags.")))];

            // Paths of another machine, with either separator, with or without extension.
            string[] Named(string key)
            {
                var name = key[(key.LastIndexOfAny(['/', '\\']) + 1)..];
                string[] whole = [.. below.Value[name]];
                return whole.Length > 0
                    ? whole
                    : [.. below.Value[Path.GetFileNameWithoutExtension(name)].Where(file => Path.GetFileName(file).Equals(name, StringComparison.Ordinal))];
            }

            string Find(string key)
            {
                var found = ImagePath.Find(key, folders);
                return File.Exists(found) ? found : Named(key) switch
                {
                    [var file] => file,
                    [] => found,
                    [var first, var second, ..] => throw new RewardLabException(
                        $"{path}: entry \"{key}\" may mean '{first}' or '{second}'; name images by their paths."),
                };
            }
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{path}: not JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    private static string? Text(JsonProperty entry, string name) =>
        entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? text : null,
                JsonValueKind.Array => string.Join(
                    ", ",
                    value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())) is { Length: > 0 } text
                        ? text
                        : null,
                _ => null,
            }
            : null;
}
