namespace RewardLab.Abstractions;

/// <summary>Marks an option that changes how the work is done, such as a time limit, and never what comes of it.</summary>
/// <remarks>Work that was stopped may go on with another value of such an option, and with no other.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResultInvariantAttribute : Attribute;
