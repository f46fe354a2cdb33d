using RewardLab.Abstractions;
using RewardLab.Editor.Processes;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Editor.Documents;

/// <summary>The source file that is seen, read again when it changes on disk, and compiled then. Belongs to the screen's thread.</summary>
internal sealed class RecipeFiles(BackgroundWork background, RecipeCompiler compiler, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private long _lastSearch;
    private DateTime _written;
    private int _line;
    private bool _isReading;

    /// <summary>The text was read again.</summary>
    public event Action? Changed;

    /// <summary>Raised after the recipe was compiled.</summary>
    public event Action? ProblemsChanged;

    /// <summary>Absolute path; empty for none.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The source's lines, each a list of coloured tokens.</summary>
    public IReadOnlyList<IReadOnlyList<RecipeToken>> Lines { get; private set; } = [];

    /// <summary>What the compiler complains of, a line each.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Shows a file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="line">The line to go to, from 1; 0 for none.</param>
    public void Open(string path, int line)
    {
        (Path, _line, _written) = (path, line, default);
        Appearance();
    }

    /// <summary>The line to go to, once.</summary>
    public int TakeLine()
    {
        var line = _line;
        _line = 0;
        return line;
    }

    /// <summary>Sees whether the file has changed, twice a second.</summary>
    public void Tick()
    {
        if (Path.Length > 0 && !_isReading && time.GetElapsedTime(_lastSearch) >= Interval)
        {
            Appearance();
        }
    }

    private void Appearance()
    {
        _lastSearch = time.GetTimestamp();
        var written = File.GetLastWriteTimeUtc(Path);
        if (written == _written || !File.Exists(Path))
        {
            return;
        }

        (_written, _isReading) = (written, true);
        var path = Path;
        background.Do(
            () => YamlLines.IsOne(path) ? YamlLines.Read(TextFile.Read(path)) : RecipeText.Lines(TextFile.Read(path)),
            lines =>
            {
                if (path == Path)
                {
                    Lines = lines;
                    Changed?.Invoke();
                    Compile(path);
                }
            },
            () => _isReading = false);
    }

    // What is loaded by others does not stand alone, and presets and experiments are no C#.
    private void Compile(string path)
    {
        if (YamlLines.IsOne(path) || System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) == "scripts")
        {
            Problems = [];
            ProblemsChanged?.Invoke();
            return;
        }

        background.Do(IReadOnlyList<string> () => Complaints(path), problems =>
        {
            if (path == Path)
            {
                Problems = problems;
                ProblemsChanged?.Invoke();
            }
        });
    }

    private string[] Complaints(string path)
    {
        try
        {
            compiler.Compile(path);
            return [];
        }
        catch (RewardLabException exception)
        {
            return exception.Message.Split('\n');
        }
    }
}
