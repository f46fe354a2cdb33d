using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Runs.Rows;

/// <summary>Label Studio's exports "JSON", a list of tasks, each with its data (an image and its prompt) and annotations, whose result is a choice: good, bad
/// or skip; and "JSON-MIN", a list of annotations, each with the task's data beside the choice.</summary>
/// <remarks>Each annotator is a column of labels. Tasks that nobody has annotated are left out, and annotations that were skipped count as not given.</remarks>
internal static partial class LabelStudioRows
{
    // What an export of ours says of each image. A task of anyone else may have a "file", too, which says something else: it counts only where the hash stands
    // beside it, or the image is called so.
    private const string FileKey = "file";
    private const string HashKey = "sha256";

    private static readonly string[] ImageKeys = ["image", "file_name", "image_path", "img", "picture"];

    private static readonly string[] Good = ["good", "yes", "true", "correct", "match", "1"];
    private static readonly string[] Bad = ["bad", "no", "false", "incorrect", "mismatch", "0"];
    private static readonly string[] Skip = ["skip", "skipped", "unsure", "inconclusive", "hard to answer", "-1"];

    /// <summary>Whether a file's content is such an export.</summary>
    public static bool AreThese(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0] is { ValueKind: JsonValueKind.Object } first
        && ((first.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && first.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Array) || IsAnnotation(first));

    /// <exception cref="RewardLabException">A task lacks its image or its prompt, or an annotation is none of the choices; names the task.</exception>
    public static List<BenchmarkRow> Read(JsonElement root, string source)
    {
        var tasks = (IsAnnotation(root[0]) ? TasksOfAnnotations(root, source) : root.EnumerateArray().Select((task, i) => Task(task, i, source)))
            .Where(task => task.Labels.Count > 0)
            .ToArray();
        string[] annotators = [.. tasks.SelectMany(task => task.Labels.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var names = tasks.SelectMany(task => task.Names).DistinctBy(name => name.Key).ToDictionary(StringComparer.Ordinal);
        return tasks.Length > 0
            ? [.. tasks.Select(task => new BenchmarkRow(task.Place,
            [
                KeyValuePair.Create<string, IReadOnlyList<string>>("prompt", [task.Prompt]),
                KeyValuePair.Create<string, IReadOnlyList<string>>("image", [task.Image]),
                .. task.Identity.Select(field => KeyValuePair.Create<string, IReadOnlyList<string>>(field.Key, [field.Value])),
                .. annotators.Index().Where(annotator => names.ContainsKey(annotator.Item))
                    .Select(annotator => KeyValuePair.Create<string, IReadOnlyList<string>>(
                        $"name_{(annotator.Index + 1).ToString(CultureInfo.InvariantCulture)}", [names[annotator.Item]])),
                .. annotators.Select((annotator, i) => KeyValuePair.Create<string, IReadOnlyList<string>>(
                    $"label_{(i + 1).ToString(CultureInfo.InvariantCulture)}", [task.Labels.GetValueOrDefault(annotator, "")])),
            ]))]
            : throw new RewardLabException($"{source}: is an export of Label Studio without answers: images are labelled by the choices good, bad or skip.");
    }

    private static LabelTask Task(JsonElement task, int index, string source)
    {
        var place = $"{source}, item {index}";
        if (task.ValueKind != JsonValueKind.Object || !task.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object
            || !task.TryGetProperty("annotations", out var annotations) || annotations.ValueKind != JsonValueKind.Array)
        {
            throw new RewardLabException($"{place}: is not a task of Label Studio: it must have \"data\" and \"annotations\".");
        }

        var (labels, names) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (number, annotation) in annotations.EnumerateArray().Index())
        {
            if (Label(annotation, $"{place}, annotation {number}") is { } label)
            {
                var (key, name) = Annotator(annotation, number);
                labels[key] = label;
                if (name is not null)
                {
                    names[key] = name;
                }
            }
        }

        return Task(place, data, labels, names);
    }

    private static LabelTask Task(string place, JsonElement data, Dictionary<string, string> labels, Dictionary<string, string> names)
    {
        var image = OriginalName(Text(data, ImageKeys, place));
        var identity = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Fields(data, HashKey).FirstOrDefault() is { } hash)
        {
            identity[HashKey] = hash;
        }

        if (Fields(data, FileKey).FirstOrDefault() is { } file && (identity.ContainsKey(HashKey) || $"/{image}".EndsWith($"/{file}", StringComparison.Ordinal)))
        {
            identity[FileKey] = file;
        }

        return new LabelTask(place, Text(data, KnownColumns.Prompt, place), identity.GetValueOrDefault(FileKey, image), labels, names, identity);
    }

    private static bool IsAnnotation(JsonElement element) => element.ValueKind == JsonValueKind.Object
        && !element.TryGetProperty("annotations", out _) && element.TryGetProperty("annotation_id", out _) && element.TryGetProperty("annotator", out _);

    // The annotations of one task share its number. Users have numbers, and no names.
    private static IEnumerable<LabelTask> TasksOfAnnotations(JsonElement root, string source)
    {
        foreach (var annotations in root.EnumerateArray().Index().GroupBy(
            annotation => IsAnnotation(annotation.Item) && annotation.Item.TryGetProperty("id", out var id) ? $"{id}" : $"item {annotation.Index}",
            StringComparer.Ordinal))
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (index, annotation) in annotations)
            {
                var place = $"{source}, item {index}";
                if (!IsAnnotation(annotation))
                {
                    throw new RewardLabException($"{place}: is not an annotation of Label Studio: it must have \"annotation_id\" and \"annotator\".");
                }

                if (annotation.TryGetProperty("label", out var choice) && choice.ValueKind == JsonValueKind.String)
                {
                    labels[$"user {annotation.GetProperty("annotator")}"] = LabelOf(choice.GetString()!.Trim(), place);
                }
            }

            yield return Task($"{source}, item {annotations.First().Index}", annotations.First().Item, labels, []);
        }
    }

    private static string? Label(JsonElement annotation, string place)
    {
        if (annotation.ValueKind != JsonValueKind.Object || !annotation.TryGetProperty("result", out var results) || results.ValueKind != JsonValueKind.Array)
        {
            throw new RewardLabException($"{place}: has no \"result\".");
        }

        if (annotation.TryGetProperty("was_cancelled", out var cancelled) && cancelled.ValueKind == JsonValueKind.True)
        {
            return null;
        }

        string[] choices = [.. results.EnumerateArray().SelectMany(result => Choices(result))];
        return choices switch
        {
            [] => null,
            [var choice] => LabelOf(choice, place),
            _ => throw new RewardLabException(
                $"{place}: holds {choices.Length} choices, {string.Join(", ", choices)}, but an image has one label. Export only one question."),
        };
    }

    private static string LabelOf(string choice, string place) => Good.Contains(choice, StringComparer.OrdinalIgnoreCase) ? "1"
        : Bad.Contains(choice, StringComparer.OrdinalIgnoreCase) ? "0"
        : Skip.Contains(choice, StringComparer.OrdinalIgnoreCase) ? "-1"
        : throw new RewardLabException($"{place}: the choice is \"{choice.ReplaceLineEndings(" ")}\"; it must be good, bad or skip.");

    private static IEnumerable<string> Choices(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            ? choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.String).Select(choice => choice.GetString()!.Trim())
            : [];

    // By the name that an export of ours gives; else by the number of a user, whose name is known where the user is an object; else annotations are told apart
    // by their place.
    private static (string Key, string? Name) Annotator(JsonElement annotation, int number)
    {
        if (GivenName(annotation) is { } given)
        {
            return ($"name {given}", given);
        }

        if (!annotation.TryGetProperty("completed_by", out var by))
        {
            return ($"place {number:D4}", null);
        }

        if (by.ValueKind != JsonValueKind.Object)
        {
            return ($"user {by}", null);
        }

        var name = string.Join(' ', Fields(by, "first_name", "last_name")) is { Length: > 0 } own ? own : Fields(by, "email").FirstOrDefault();
        return (by.TryGetProperty("id", out var id) ? $"user {id}" : $"user {by}", name);
    }

    private static string? GivenName(JsonElement annotation) => annotation.TryGetProperty("result", out var results) && results.ValueKind == JsonValueKind.Array
        ? results.EnumerateArray()
            .Select(result => result.ValueKind == JsonValueKind.Object && result.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object
                ? Fields(meta, "annotator").FirstOrDefault()
                : null)
            .FirstOrDefault(name => name is not null)
        : null;

    private static IEnumerable<string> Fields(JsonElement element, params string[] names) => names
        .Select(name => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "")
        .Where(text => text.Length > 0);

    private static string Text(JsonElement data, IReadOnlyList<string> keys, string place) =>
        keys.Select(key => data.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
            .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
        ?? throw new RewardLabException($"{place}: \"data\" has no {keys[0]}; a task needs an image (image) and its prompt (prompt).");

    // Label Studio puts its own folder and eight digits before an upload's name, and passes a local file's path as a parameter.
    private static string OriginalName(string image) =>
        Upload().Match(image) is { Success: true } upload ? upload.Groups["name"].Value
        : image.Contains("/local-files/?d=", StringComparison.Ordinal) ? Uri.UnescapeDataString(image[(image.IndexOf("?d=", StringComparison.Ordinal) + 3)..])
        : image;

    [GeneratedRegex("^/?data/upload/([0-9]+/)?([0-9a-f]{8}-)?(?<name>[^/]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Upload();

    private sealed record LabelTask(
        string Place,
        string Prompt,
        string Image,
        IReadOnlyDictionary<string, string> Labels,
        IReadOnlyDictionary<string, string> Names,
        IReadOnlyDictionary<string, string> Identity);
}
