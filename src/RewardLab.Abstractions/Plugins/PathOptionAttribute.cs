namespace RewardLab.Abstractions;

/// <summary>Marks an option that is the path of a file or folder: editors complete it from the disk.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathOptionAttribute : Attribute;
