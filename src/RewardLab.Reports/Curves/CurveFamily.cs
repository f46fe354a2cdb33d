namespace RewardLab.Reports.Curves;

/// <summary>The charts of one kind of events.</summary>
/// <param name="Kind">The events' kind, such as "finetune.evaluation".</param>
/// <param name="Title">What it is called in a heading.</param>
/// <param name="Chief">The charts that one looks at first; may be none.</param>
/// <param name="Others">The rest.</param>
public sealed record CurveFamily(string Kind, string Title, IReadOnlyList<CurveChart> Chief, IReadOnlyList<CurveChart> Others);
