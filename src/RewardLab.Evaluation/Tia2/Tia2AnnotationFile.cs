using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Evaluation.Tia2;

/// <summary>TIA2's human_labels_SET.json: one object, image names to caption and labels (1 good, 0 bad, -1 inconclusive).</summary>
public static partial class Tia2AnnotationFile
{
    private static readonly JsonWriterOptions Plain = new() { Indented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads labels in the file's order.</summary>
    /// <param name="stream">UTF-8.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="RewardLabException">The file is not JSON or of another shape; names the image.</exception>
    public static IReadOnlyList<Tia2Annotation> Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        using var document = Tia2Json.Parse(stream, source);
        var annotations = new List<Tia2Annotation>();
        var captions = new Dictionary<int, string>();
        foreach (var (number, entry) in document.RootElement.EnumerateObject().Index())
        {
            var annotation = Parse(entry, source, number);
            if (!captions.TryAdd(annotation.PromptIndex, annotation.Prompt) && captions[annotation.PromptIndex] != annotation.Prompt)
            {
                throw new RewardLabException($"{source}: {entry.Name} has another caption than the images of prompt {annotation.PromptIndex} before it.");
            }

            annotations.Add(annotation);
        }

        return annotations.Count > 0 ? annotations : throw new RewardLabException($"{source}: has no image's labels.");
    }

    /// <summary>Writes labels in their order.</summary>
    public static void Write(Stream stream, IEnumerable<Tia2Annotation> annotations)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(annotations);
        using var writer = new Utf8JsonWriter(stream, Plain);
        writer.WriteStartObject();
        foreach (var annotation in annotations)
        {
            writer.WriteStartObject(annotation.Image);
            writer.WriteString("image", annotation.Image);
            writer.WriteString("caption", annotation.Prompt);
            writer.WriteStartArray("human_labels");
            foreach (var label in annotation.Labels)
            {
                writer.WriteNumberValue((int)label);
            }

            writer.WriteEndArray();
            WriteIdentity(writer, annotation);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Fields beyond the published ones, which tell images and annotators from others whatever their place.
    private static void WriteIdentity(Utf8JsonWriter writer, Tia2Annotation annotation)
    {
        if (annotation.File is { } file)
        {
            writer.WriteString("file", file);
        }

        if (annotation.Sha256 is { } hash)
        {
            writer.WriteString("sha256", hash);
        }

        if (annotation.Annotators.Count > 0)
        {
            writer.WriteStartArray("annotators");
            foreach (var annotator in annotation.Annotators)
            {
                writer.WriteStringValue(annotator);
            }

            writer.WriteEndArray();
        }
    }

    private static Tia2Annotation Parse(JsonProperty entry, string source, int number)
    {
        try
        {
            return Parse(entry, source);
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException(
                $"{source}, entry {number}: a text has half a surrogate pair (\\ud800 to \\udfff), which is not valid Unicode; remove it.", exception);
        }
    }

    private static Tia2Annotation Parse(JsonProperty entry, string source)
    {
        var match = ImageName().Match(entry.Name);
        if (!match.Success)
        {
            throw new RewardLabException($"{source}: '{entry.Name}' is not an image's name; it must be image_P_B_I.jpg, prompt, batch and place from 0.");
        }

        var place = $"{source}, {entry.Name}";
        if (entry.Value.ValueKind != JsonValueKind.Object
            || !entry.Value.TryGetProperty("caption", out var caption)
            || caption.ValueKind != JsonValueKind.String
            || caption.GetString() is not { Length: > 0 } prompt)
        {
            throw new RewardLabException($"{place}: \"caption\" must be the prompt.");
        }

        if (!entry.Value.TryGetProperty("human_labels", out var labels) || labels.ValueKind != JsonValueKind.Array || labels.GetArrayLength() == 0)
        {
            throw new RewardLabException($"{place}: \"human_labels\" must be a list of at least one label.");
        }

        return new Tia2Annotation(
            Number(match, "prompt"),
            Number(match, "batch"),
            Number(match, "index"),
            prompt,
            [.. labels.EnumerateArray().Select(label => ReadLabel(label, place))])
        {
            File = OptionalText(entry.Value, "file"),
            Sha256 = OptionalText(entry.Value, "sha256"),
            Annotators = ReadAnnotators(entry.Value, labels.GetArrayLength(), place),
        };
    }

    private static string? OptionalText(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] ReadAnnotators(JsonElement entry, int labelCount, string place)
    {
        if (!entry.TryGetProperty("annotators", out var names) || names.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        string[] annotators = [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)];
        return annotators.Length == labelCount
            ? annotators
            : throw new RewardLabException($"{place}: \"annotators\" has {annotators.Length} names, but \"human_labels\" has {labelCount} labels.");
    }

    private static LabelValue ReadLabel(JsonElement label, string place) =>
        JsonNumber.TryInteger(label, out var value) && value is >= -1 and <= 1
            ? (LabelValue)value
            : throw new RewardLabException($"{place}: a label is {label}; it must be 1 (good), 0 (bad) or -1 (inconclusive).");

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^image_(?<prompt>[0-9]{1,6})_(?<batch>[0-9]{1,6})_(?<index>[0-9]{1,6})\.jpg$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ImageName();
}
