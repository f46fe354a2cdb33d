using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Cache;

/// <summary>Answers on disk, a file each, which appears whole or not at all. Safe from any thread and process.</summary>
internal sealed class AnswerCache(string folder)
{
    private const long MaxBytes = 64 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    /// <summary>The answer of a key; null where there is none, or none that can be read.</summary>
    public CachedAnswer? Find(string key)
    {
        try
        {
            var file = new FileInfo(PathOf(key));
            if (!file.Exists || file.Length > MaxBytes)
            {
                return null;
            }

            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize<CachedAnswer>(stream, Json) is { } answer && answer.Key == key ? answer : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer, in place of one that may be there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(CachedAnswer answer)
    {
        var path = PathOf(answer.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(answer, Json));
            AtomicFile.Move(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string PathOf(string key) => Path.Combine(folder, "answers", key[..2], key + ".json");
}
