using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>What people write about a run: a name, tags and a note. They lie in run-notes.json in the run's folder, apart from what the run itself records,
/// and may change at any time, also while it is running.</summary>
public sealed record RunNotes
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "run-notes.json";

    /// <summary>Characters that a name or a tag has at most.</summary>
    public const int MaxWord = 100;

    /// <summary>Characters that a note has at most.</summary>
    public const int MaxNote = 10_000;

    private static readonly JsonSerializerOptions Options = new(RunEvents.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Nothing written yet.</summary>
    public static RunNotes None { get; } = new();

    /// <summary>A name by which the run can be found, of one line; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Tags, each once, in the order in which they were given.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A note of any number of lines, parted by line feeds; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>Whether nothing is written.</summary>
    [JsonIgnore]
    public bool IsEmpty => Name is null && Tags.Count == 0 && Note is null;

    /// <summary>Reads the notes on a run.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <returns><see cref="None"/> where there is no file.</returns>
    /// <exception cref="RewardLabException">The file is damaged, or cannot be read.</exception>
    public static RunNotes Read(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        var path = Path.Combine(runFolder, FileName);
        if (!File.Exists(path))
        {
            return None;
        }

        try
        {
            var notes = JsonSerializer.Deserialize<RunNotes>(TextFile.Read(path), Options) ?? None;
            return notes with { Name = Filled(notes.Name), Note = Filled(notes.Note), Tags = [.. (notes.Tags ?? []).OfType<string>()] };
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"'{path}' is damaged: {exception.Message.Split('\n')[0]} Mend or delete it.", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Writes the notes on a run; empty ones take the file away.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <exception cref="RewardLabException">A word does not fit, see <see cref="RequireWord"/>, or the file cannot be written.</exception>
    public void Write(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        Require();
        var path = Path.Combine(runFolder, FileName);
        if (!IsEmpty)
        {
            AtomicFileStream.WriteTextInFolder(path, JsonSerializer.Serialize(this, Options) + "\n");
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Refuses a name or a tag that is empty, has a control character, or is too long.</summary>
    /// <param name="word">The name or the tag.</param>
    /// <param name="what">What it is, for the message: "name" or "tag".</param>
    /// <exception cref="RewardLabException">It does not fit.</exception>
    public static void RequireWord(string word, string what)
    {
        ArgumentNullException.ThrowIfNull(word);
        var problem = string.IsNullOrWhiteSpace(word) ? "is empty"
            : word.Any(char.IsControl) ? "has a control character"
            : word.Length > MaxWord ? $"has {word.Length} characters; at most {MaxWord} are allowed"
            : null;
        if (problem is not null)
        {
            throw new RewardLabException($"The {what} {problem}. Give a {what} of one line, such as 'baseline'.");
        }
    }

    private void Require()
    {
        if (Name is not null)
        {
            RequireWord(Name, "name");
            if (Name == RunStore.Latest)
            {
                throw new RewardLabException($"A run cannot be named '{RunStore.Latest}', which stands for the latest run. Choose another name.");
            }
        }

        foreach (var tag in Tags)
        {
            RequireWord(tag, "tag");
        }

        if (Note?.Length > MaxNote)
        {
            throw new RewardLabException($"The note has {Note.Length} characters; at most {MaxNote} are allowed. Shorten it.");
        }
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
