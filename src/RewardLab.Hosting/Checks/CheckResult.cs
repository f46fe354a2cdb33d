namespace RewardLab.Hosting.Checks;

/// <summary>One check of a component.</summary>
/// <param name="Name">What was checked, such as "same twice".</param>
/// <param name="Status">What came of it.</param>
/// <param name="Detail">One line: what was seen, or why not.</param>
public sealed record CheckResult(string Name, CheckOutcome Status, string Detail);
