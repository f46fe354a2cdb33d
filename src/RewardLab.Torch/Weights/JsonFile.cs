using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Weights;

/// <summary>Small JSON files, with one-line errors that name the file.</summary>
internal static class JsonFile
{
    private const long DefaultMaxBytes = 64_000_000;
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <exception cref="RewardLabException">The file is missing, unreadable, too large or no JSON, or names a key twice.</exception>
    public static JsonDocument Read(string path, long maxBytes = DefaultMaxBytes)
    {
        try
        {
            if (RegularFile.IsEmptyOrPipe(path))
            {
                throw new RewardLabException($"{path}: is empty, or a pipe or a device, where a JSON file is expected.");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.Length > maxBytes)
            {
                throw new RewardLabException($"{path}: {stream.Length} bytes are too many, at most {maxBytes} are read.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return JsonDocument.Parse(TextFile.Decode(bytes, path), Options);
        }
        catch (Exception exception) when (ReadFailure.Is(exception))
        {
            throw ReadFailure.Of(path, exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RewardLabException($"{path}: is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
