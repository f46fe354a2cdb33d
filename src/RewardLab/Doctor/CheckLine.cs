namespace RewardLab.Doctor;

/// <summary>One fact of the doctor's report.</summary>
/// <param name="Label">What it is about, a word or two.</param>
/// <param name="Value">What was found.</param>
/// <param name="Status">What it means.</param>
/// <param name="Advice">What to do; null where there is nothing to do.</param>
internal sealed record CheckLine(string Label, string Value, CheckStatus Status = CheckStatus.Good, string? Advice = null);
