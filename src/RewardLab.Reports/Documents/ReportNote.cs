namespace RewardLab.Reports.Documents;

/// <summary>Words in a report.</summary>
/// <param name="Text">Plain text; an empty line begins a new paragraph.</param>
public sealed record ReportNote(string Text) : ReportItem
{
    internal IEnumerable<string> Paragraphs => Text.ReplaceLineEndings("\n")
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(paragraph => paragraph.ReplaceLineEndings(" "));
}
