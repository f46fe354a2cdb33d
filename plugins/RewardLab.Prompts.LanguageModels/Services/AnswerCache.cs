using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Answers on disk, a file each, which appears whole or not at all. Safe from any thread and process.</summary>
/// <typeparam name="T">An answer with where it comes from, as JSON holds it.</typeparam>
/// <param name="folder">The plugin's folder of what can be made again.</param>
/// <param name="keyOf">The key that an answer is kept under: SHA-256 of all that determines it, in lower-case hexadecimal digits.</param>
internal sealed class AnswerCache<T>(string folder, Func<T, string> keyOf)
    where T : class
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
    public T? Find(string key)
    {
        try
        {
            var file = new FileInfo(PathOf(key));
            if (!file.Exists || file.Length > MaxBytes)
            {
                return null;
            }

            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize<T>(stream, Json) is { } answer && keyOf(answer) == key ? answer : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer, in place of one that may be there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(T answer)
    {
        var path = PathOf(keyOf(answer));
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
