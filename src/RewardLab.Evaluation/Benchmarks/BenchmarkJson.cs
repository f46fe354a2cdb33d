using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>Writes labelled images as the JSON that benchmarks are read from.</summary>
public static class BenchmarkJson
{
    private static readonly JsonWriterOptions Plain = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an array of objects: prompt, image, and labels (one of each annotator, null where there is none) or,
    /// where images are graded, grade.</summary>
    public static void Write(Stream stream, BenchmarkSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        using var writer = new Utf8JsonWriter(stream, Plain);
        writer.WriteStartArray();
        foreach (var prompt in split.Prompts)
        {
            for (var image = 0; image < prompt.Images.Count; image++)
            {
                writer.WriteStartObject();
                writer.WriteString("prompt", prompt.Prompt);
                writer.WriteString("image", prompt.Images[image]);
                if (prompt.AnnotatorLabels.Count == 0)
                {
                    writer.WriteNumber("grade", prompt.Labels.Mean[image]);
                }
                else
                {
                    Write(writer, prompt.AnnotatorLabels[image]);
                }

                writer.WriteEndObject();
                writer.Flush();
            }
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<LabelValue?> labels)
    {
        writer.WriteStartArray("labels");
        foreach (var label in labels)
        {
            if (label is { } result)
            {
                writer.WriteNumberValue((int)result);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }
}
