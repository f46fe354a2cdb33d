using RewardLab.Abstractions;

namespace RewardLab.Editor.Logs;

/// <summary>A line of the console.</summary>
/// <param name="Source">Whose: a run's title; empty for the editor's own.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">The line.</param>
internal sealed record ConsoleEntry(string Source, EventSeverity Level, string Text)
{
    /// <summary>When it was said; null where nobody knows, as of a run that was resumed before anybody followed it.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The id of the run that said it; empty where it was none, or has none yet.</summary>
    public string RunId { get; init; } = "";

    /// <summary>What it is folded with: the lines of its run, or else of its source; empty for the editor's own, which are not folded.</summary>
    public string FoldKey => RunId.Length > 0 ? RunId : Source;
}
