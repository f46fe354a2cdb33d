using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Sessions;

/// <summary>The file that keeps the session: session.json of the settings folder, and session-2.json and so on for editors beside the first.</summary>
/// <remarks>A lock that the system lets go of when a process ends tells which files are in use. A file that nobody uses any more, as of an editor that was
/// killed, is taken up by the next one to start. Belongs to one thread.</remarks>
internal sealed class SessionFile : IDisposable
{
    private const int MaxEditors = 64;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly FileStream? _lock;
    private string _written = "";

    private SessionFile(string path, FileStream? held) => (Path, _lock) = (path, held);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Takes the first file that no other editor uses, with what it and other files without an editor hold.</summary>
    /// <param name="folder">The settings folder.</param>
    /// <param name="session">What was kept; empty where nothing was, or it cannot be read.</param>
    public static SessionFile Open(string folder, out EditorSession session)
    {
        session = new EditorSession();
        SessionFile? own = null;
        for (var number = 1; number <= MaxEditors; number++)
        {
            var path = PathOf(folder, number);
            if ((own is not null && !File.Exists(path)) || TryLock(path) is not { } held)
            {
                continue;
            }

            var found = Read(path);
            if (own is null)
            {
                (own, session) = (new SessionFile(path, held), found);
                continue;
            }

            // Two unsaved experiments do not fit into one editor, nor do two open dialogs: the other waits for the next one.
            if (!IsOccupied(found) || !IsOccupied(session))
            {
                session = Join(session, found);
                own.Write(session);
                File.Delete(path);
            }

            held.Dispose();
        }

        return own ?? new SessionFile(PathOf(folder, 1), held: null);
    }

    /// <summary>Writes the session where it differs from what the file holds.</summary>
    /// <returns>Why it cannot be written, one line; null where it is.</returns>
    public string? Write(EditorSession session)
    {
        var text = JsonSerializer.Serialize(session, Json) + "\n";
        if (text == _written)
        {
            return null;
        }

        try
        {
            AtomicFileStream.WriteText(Path, text);
            _written = text;
            return null;
        }
        catch (RewardLabException exception)
        {
            return exception.Message;
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static string PathOf(string folder, int number) =>
        System.IO.Path.Combine(folder, number == 1 ? "session.json" : FormattableString.Invariant($"session-{number}.json"));

    private static FileStream? TryLock(string path)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return null; // in use, or the folder cannot be written to
        }
    }

    private static EditorSession Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EditorSession>(TextFile.Read(path), Json) ?? new EditorSession();
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is JsonException or RewardLabException)
        {
            return new EditorSession();
        }
    }

    private static bool IsOccupied(EditorSession session) => session.Experiment is not null || session.Typing is not null;

    private static EditorSession Join(EditorSession first, EditorSession other) => first with
    {
        Recipes =
        [
            .. other.Recipes.Where(recipe => !first.Recipes.Any(own => own.Path == recipe.Path && own.Preset == recipe.Preset)), .. first.Recipes,
        ],
        Experiment = first.Experiment ?? other.Experiment,
        Typing = first.Typing ?? other.Typing,
        Queue = [.. first.Queue, .. other.Queue],
    };
}
