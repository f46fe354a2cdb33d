using RewardLab.Abstractions;

namespace RewardLab.Editor.Logs;

/// <summary>The editor's console: its own words, and those of every run that it follows. Not safe from several threads.</summary>
internal sealed class ConsoleLog
{
    private const int Capacity = 20_000;

    private readonly List<ConsoleEntry> _entries = [];

    /// <summary>Changes with every entry.</summary>
    public long Version { get; private set; }

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<ConsoleEntry> Entries => _entries;

    /// <summary>Adds an entry.</summary>
    /// <param name="source">Whose words: a run's title; empty for the editor's own.</param>
    /// <param name="level">How much it matters.</param>
    /// <param name="text">One or more lines.</param>
    public void Add(string source, EventSeverity level, string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            _entries.Add(new ConsoleEntry(source, level, line));
        }

        if (_entries.Count > Capacity)
        {
            _entries.RemoveRange(0, _entries.Count - (Capacity * 9 / 10));
        }

        Version++;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _entries.Clear();
        Version++;
    }
}
