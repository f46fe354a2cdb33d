using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using Terminal.Gui.Text;

namespace RewardLab.Editor.Logs;

/// <summary>Lines of a log as rows of a width: those of a level that hold some words, wrapped, and each folded run as one row.</summary>
internal sealed class ConsoleRows
{
    /// <summary>Columns by which the further rows of a wrapped line are indented.</summary>
    public const int Indent = 4;

    private readonly HashSet<string> _folded = new(StringComparer.Ordinal);
    private readonly Dictionary<ConsoleEntry, string[]> _wrapped = new(ReferenceEqualityComparer.Instance);
    private int _width;
    private DateTime _today;

    /// <summary>The rows, top to bottom.</summary>
    public IReadOnlyList<ConsoleRow> Rows { get; private set; } = [];

    /// <summary>Whether lines that are wider than the view continue in a row below.</summary>
    public bool IsWrapped { get; set; } = true;

    /// <summary>Whether a run's lines are folded into one row.</summary>
    public bool IsFolded(ConsoleEntry entry) => entry.FoldKey.Length > 0 && _folded.Contains(entry.FoldKey);

    /// <summary>Folds the lines of an entry's run into one row, or unfolds them; the editor's own lines are never folded.</summary>
    public void Fold(ConsoleEntry entry)
    {
        if (entry.FoldKey.Length > 0 && !_folded.Remove(entry.FoldKey))
        {
            _folded.Add(entry.FoldKey);
        }
    }

    /// <summary>Folds every run, or unfolds all where each is folded already.</summary>
    public void FoldAll(IEnumerable<ConsoleEntry> entries)
    {
        var all = entries.Select(entry => entry.FoldKey).Where(key => key.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (all.IsSubsetOf(_folded))
        {
            _folded.Clear();
        }
        else
        {
            _folded.UnionWith(all);
        }
    }

    /// <summary>Computes the rows anew.</summary>
    /// <param name="log">The lines.</param>
    /// <param name="min">Lines that matter less are left out.</param>
    /// <param name="words">Words that a line, or its source, must hold, separated by spaces.</param>
    /// <param name="width">Columns.</param>
    public void Update(ConsoleLog log, EventSeverity min, string words, int width)
    {
        if (width != _width || log.Today != _today)
        {
            (_width, _today) = (width, log.Today);
            _wrapped.Clear();
        }

        var wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ConsoleEntry[] entries = [.. log.Entries.Where(entry => entry.Level >= min && Holds(entry, wanted))];
        if (_wrapped.Count > 2 * log.Entries.Count)
        {
            _wrapped.Clear(); // most of what it holds has been dropped from the log
        }

        // A folded run stands where its latest line stood.
        var folded = entries.Where(IsFolded).GroupBy(entry => entry.FoldKey, StringComparer.Ordinal)
            .ToDictionary(
                lines => lines.Key, lines => (Last: lines.Last(), Count: lines.Count(), Errors: lines.Count(line => line.Level == EventSeverity.Error)));
        var rows = new List<ConsoleRow>(entries.Length);
        foreach (var entry in entries)
        {
            if (!IsFolded(entry))
            {
                Add(rows, entry);
            }
            else if (folded[entry.FoldKey] is var run && ReferenceEquals(run.Last, entry))
            {
                rows.Add(new ConsoleRow(entry, entry.Text, IsFirst: true) { FoldedCount = run.Count, FoldedErrorCount = run.Errors });
            }
        }

        Rows = rows;
    }

    /// <summary>The time of an entry, with its day where that is not today; empty where it is not known.</summary>
    public string TimeOf(ConsoleEntry entry) => entry.Time is not { } time ? ""
        : time.ToString(time.Date == _today ? "HH:mm:ss" : "MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void Add(List<ConsoleRow> rows, ConsoleEntry entry)
    {
        var before = TimeOf(entry).Length + 1 + (entry.Source.Length > 0 ? entry.Source.GetColumns() + 2 : 0);
        if (!IsWrapped || before + entry.Text.Length <= _width / 2)
        {
            rows.Add(new ConsoleRow(entry, entry.Text, IsFirst: true));
            return;
        }

        if (!_wrapped.TryGetValue(entry, out var lines))
        {
            _wrapped[entry] = lines = [.. TextWrap.Lines(entry.Text, _width - before, _width - Indent)];
        }

        rows.AddRange(lines.Select((line, index) => new ConsoleRow(entry, line, index == 0)));
    }

    private static bool Holds(ConsoleEntry entry, string[] words) =>
        Array.TrueForAll(
            words, word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || entry.Source.Contains(word, StringComparison.OrdinalIgnoreCase));
}
