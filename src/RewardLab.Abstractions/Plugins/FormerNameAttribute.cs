namespace RewardLab.Abstractions;

/// <summary>A name that an option, or a value of an option, had in an earlier version:
/// files and command lines that say it keep working, and the present name is what is shown and written.</summary>
/// <param name="name">The former name, as YAML has it: "stepCount".</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = true)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The former name, matched without regard to case.</summary>
    public string Name { get; } = name;
}
