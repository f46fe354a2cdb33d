using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Prompts;

/// <summary>Where contrastive prompts come from, in full, beside the file that holds them.</summary>
public static class PromptProvenanceFile
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a JSON object of prompts, each with its kind, source and details, in the sets' order; the file appears whole.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<ContrastiveSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        AtomicFileStream.Write(path, file => Write(file, sets));
    }

    private static void Write(Stream file, IEnumerable<ContrastiveSet> sets)
    {
        using var json = new Utf8JsonWriter(file, Layout);
        json.WriteStartObject();
        foreach (var set in sets)
        {
            json.WriteStartObject(set.Prompt);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(set.Provenance.Kind.ToString()));
            json.WriteString("source", set.Provenance.Source);
            json.WriteStartObject("details");
            foreach (var (name, value) in set.Provenance.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
