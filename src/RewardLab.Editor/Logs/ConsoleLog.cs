using RewardLab.Abstractions;

namespace RewardLab.Editor.Logs;

/// <summary>Lines with their times: the console's, of the editor and every run that it follows, or the messages'. Not safe from several threads.</summary>
/// <param name="time">The clock of what is said now.</param>
internal sealed class ConsoleLog(TimeProvider time)
{
    private const int Capacity = 20_000;

    private readonly List<ConsoleEntry> _entries = [];

    /// <summary>Changes with every entry.</summary>
    public long Version { get; private set; }

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<ConsoleEntry> Entries => _entries;

    /// <summary>Today, where the clock is: times of other days say their day.</summary>
    public DateTime Today => time.GetLocalNow().Date;

    /// <summary>Adds an entry that was said now.</summary>
    /// <param name="source">Whose words: a run's title; empty for the editor's own.</param>
    /// <param name="level">How much it matters.</param>
    /// <param name="text">One or more lines.</param>
    public void Add(string source, EventSeverity level, string text) => Add(new ConsoleEntry(source, level, text) { Time = time.GetLocalNow() });

    /// <summary>Adds an entry, whose text is one or more lines.</summary>
    public void Add(ConsoleEntry entry)
    {
        foreach (var line in entry.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            _entries.Add(entry with { Text = line });
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
