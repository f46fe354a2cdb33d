using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Tia2;

/// <summary>TIA2's files: one JSON object each.</summary>
internal static class Tia2Json
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <exception cref="RewardLabException">The text is not a JSON object, or names a key twice.</exception>
    public static JsonDocument Parse(Stream stream, string source)
    {
        JsonDocument document;
        try
        {
            using var reader = TextFile.Open(stream, source);
            document = JsonDocument.Parse(reader.ReadToEnd(), Options);
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{source}: not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new RewardLabException($"{source}: is not a JSON object.");
    }
}
