using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>A study of labels as tasks of Label Studio: a JSON list, each task with its image and prompt, people's labels as annotations and those of
/// reward annotators as predictions.</summary>
/// <remarks>The labelling interface has one question: Choices "label" to Image "image", with the choices good, bad and skip. Images are named as local files
/// ("/data/local-files/?d=FOLDER/FILE"), relative to the folder above that of the study's images: Label Studio serves files of folders below its document root,
/// never of the root itself. Images without a label are tasks too, so that they can be labelled there. Annotations name nobody as a user of Label Studio, which
/// refuses users that it does not know; the annotator's name is with the result, which it keeps as it is.</remarks>
public static class LabelStudioExport
{
    private static readonly JsonWriterOptions Plain = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all tasks. The file appears whole.</summary>
    /// <param name="content">A study of labels.</param>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RewardLabException">It is not a study of labels, or the file cannot be written.</exception>
    public static void Write(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Plan.Kind != StudyKind.Labels)
        {
            throw new RewardLabException("The study is one of comparisons and has no labels. Export its answers with --answers FILE.");
        }

        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var (labels, predictions) = (content.Latest.ToLookup(kept => kept.Answer.Item), content.LatestOfRewards.ToLookup(kept => kept.Answer.Item));
        AtomicFileStream.Write(path, file =>
        {
            using var writer = new Utf8JsonWriter(file, Plain);
            writer.WriteStartArray();
            foreach (var item in ImageHash.Complete([.. content.Items.Where(item => item.Known is null)]))
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", item.Id);
                writer.WriteStartObject("data");
                writer.WriteString("image", $"/data/local-files/?d={string.Join('/', item.First[0].NameBelowParent.Split('/').Select(Uri.EscapeDataString))}");
                writer.WriteString("prompt", item.Prompt);
                writer.WriteString("file", item.First[0].File);
                if (item.First[0].Sha256 is { } hash)
                {
                    writer.WriteString("sha256", hash);
                }

                writer.WriteEndObject();
                writer.WriteStartArray("annotations");
                foreach (var kept in labels[item.Id])
                {
                    writer.WriteStartObject();
                    WriteResult(writer, kept.Answer, names[kept.Answer.Annotator]);
                    if (kept.Answer.TakenMilliseconds is { } taken)
                    {
                        writer.WriteNumber("lead_time", taken / 1000.0);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteStartArray("predictions");
                foreach (var kept in predictions[item.Id])
                {
                    writer.WriteStartObject();
                    writer.WriteString("model_version", names[kept.Answer.Annotator]);
                    WriteResult(writer, kept.Answer, names[kept.Answer.Annotator]);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static void WriteResult(Utf8JsonWriter writer, NewAnswer answer, string annotator)
    {
        writer.WriteStartArray("result");
        writer.WriteStartObject();
        writer.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{answer.Item}-{answer.Annotator}"));
        writer.WriteString("from_name", "label");
        writer.WriteString("to_name", "image");
        writer.WriteString("type", "choices");
        writer.WriteStartObject("value");
        writer.WriteStartArray("choices");
        writer.WriteStringValue(answer.Value switch { 1 => "good", 0 => "bad", _ => "skip" });
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("meta");
        writer.WriteString("annotator", annotator);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
