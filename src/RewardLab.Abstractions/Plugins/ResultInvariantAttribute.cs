namespace RewardLab.Abstractions;

/// <summary>Marks an option that cannot change results: it changes how the work is done, such as a time limit,
/// or which of the results are kept or delivered.</summary>
/// <remarks>Work that was stopped resumes with another value of such an option, and with no other: see <see cref="CheckpointSettings"/>.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResultInvariantAttribute : Attribute;
