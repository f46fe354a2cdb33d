using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Prompts;

/// <summary>Contrastive sets in TIA2's layout: one JSON object, prompts to lists of contrastive prompts.</summary>
public static class PromptSetFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Writes sets in their order, byte for byte as TIA2's files are: 4 spaces, ASCII alone, no newline at the end.</summary>
    /// <exception cref="RewardLabException">A prompt comes twice, or a text is empty or no valid Unicode; nothing is written then.</exception>
    public static void Write(Stream stream, IEnumerable<ContrastiveSet> sets)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(sets);
        stream.Write(PromptSetText.Format([.. sets]));
    }

    /// <summary>Reads sets in the file's order. Contrasts may repeat, each other and the prompt.</summary>
    /// <param name="stream">Text as <see cref="TextFile"/> reads it.</param>
    /// <param name="source">The file's name: for errors, and the sets' provenance.</param>
    /// <exception cref="RewardLabException">The file is too large, not JSON, of another layout, or names a prompt twice; says where.</exception>
    public static IReadOnlyList<ContrastiveSet> Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        var json = Encoding.UTF8.GetBytes(TextFile.Decode(ReadAll(stream, source), source));
        try
        {
            return Parse(json, source);
        }
        catch (JsonException error)
        {
            throw new RewardLabException(
                $"{source}: not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}; "
                + "expected an object of prompts, each with a list of texts.", error);
        }
        catch (InvalidOperationException error)
        {
            // What the reader throws on half a surrogate pair.
            throw new RewardLabException($"{source}: a text has half a surrogate pair (\\ud800 to \\udfff), which is not valid Unicode; remove it.", error);
        }
    }

    private static byte[] ReadAll(Stream stream, string source)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + read > MaxBytes)
            {
                throw new RewardLabException($"{source}: larger than {MaxBytes / (1024 * 1024)} MB, too large for a file of prompts. Split it.");
            }

            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }

    private static List<ContrastiveSet> Parse(ReadOnlySpan<byte> json, string source)
    {
        var provenance = new PromptProvenance(PromptProvenanceKind.File, source);
        var sets = new List<ContrastiveSet>();
        var prompts = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, source, "the file must hold one object, prompts to lists of texts");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var prompt = Text(ref reader, source, "a prompt");
            if (!prompts.Add(prompt))
            {
                throw new RewardLabException($"{source}: prompt {PromptSetText.Quote(prompt)} is listed twice. Keep one.");
            }

            reader.Read();
            Expect(ref reader, JsonTokenType.StartArray, source, $"prompt {PromptSetText.Quote(prompt)} must have a list of texts");
            var contrastivePrompts = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(ref reader, JsonTokenType.String, source, $"item {contrastivePrompts.Count} of prompt {PromptSetText.Quote(prompt)} must be a text");
                contrastivePrompts.Add(Text(ref reader, source, $"item {contrastivePrompts.Count} of prompt {PromptSetText.Quote(prompt)}"));
            }

            sets.Add(new ContrastiveSet(prompt, contrastivePrompts, provenance));
        }

        // One more step: whatever follows the object is an error that only the reader sees.
        reader.Read();
        return sets;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected, string source, string rule)
    {
        if (reader.TokenType != expected)
        {
            throw new RewardLabException($"{source}: {rule}, but there is {reader.TokenType} at byte {reader.TokenStartIndex}.");
        }
    }

    private static string Text(ref Utf8JsonReader reader, string source, string what)
    {
        var text = reader.GetString()!;
        return string.IsNullOrWhiteSpace(text) ? throw new RewardLabException($"{source}: {what} is empty; write a text or remove it.") : text;
    }
}
