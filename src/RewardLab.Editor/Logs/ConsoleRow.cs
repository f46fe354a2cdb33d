namespace RewardLab.Editor.Logs;

/// <summary>A row of the console.</summary>
/// <param name="Entry">The line that it belongs to: of a folded run its latest.</param>
/// <param name="Text">The part of the line's text that stands in this row.</param>
/// <param name="IsFirst">Whether it is the line's first row, which says its time and source.</param>
internal sealed record ConsoleRow(ConsoleEntry Entry, string Text, bool IsFirst)
{
    /// <summary>How many lines are folded into it; 0 where it is no folded run.</summary>
    public int FoldedCount { get; init; }

    /// <summary>How many of them are errors.</summary>
    public int FoldedErrorCount { get; init; }
}
