namespace RewardLab.Hosting.Experiments;

/// <summary>Why an experiment cannot be run.</summary>
/// <param name="Place">Where it lies, as <see cref="ExperimentPlace"/> names places.</param>
/// <param name="Message">One line.</param>
public sealed record ExperimentProblem(string Place, string Message);
