using System.Collections;

namespace RewardLab.Hosting.Components;

/// <summary>One option of a component, as an inspector or a list shows it.</summary>
public sealed record OptionDescription
{
    /// <summary>Name as in YAML: camelCase.</summary>
    public required string Name { get; init; }

    /// <summary>Names that it had in earlier versions; matched without regard to case.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Type of the option's value.</summary>
    public required Type Type { get; init; }

    /// <summary>Its type in words: "number", "whole number", "text", "yes or no", "one of a, b", "list of ...", "group".</summary>
    public required string TypeName { get; init; }

    /// <summary>The value it has when nothing is said; null where that is null or there is none.</summary>
    public object? Default { get; init; }

    /// <summary><see cref="Default"/> as YAML and --set write it;
    /// empty where there is none, and for a group, whose options have defaults of their own.</summary>
    public string DefaultText =>
        Options.Count > 0 || (Default is ICollection { Count: 0 } && OptionTypes.ElementType(Type) is { } element && OptionTypes.IsGroup(element))
            ? ""
            : OptionText.Format(Default);

    /// <summary>Whether it is required.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it changes how the work is done and never what comes of it.</summary>
    public bool IsResultInvariant { get; init; }

    /// <summary>The allowed range in words, such as "0 to 1" or "more than 0 to 10"; empty where there is none.</summary>
    public string Range { get; init; } = "";

    /// <summary>The least number allowed; null where there is no limit, or it is not a number.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number allowed; null where there is no limit, or it is not a number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether it is the path of a file or folder.</summary>
    public bool IsPath { get; init; }

    /// <summary>What it does, in one line; empty where it does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>The names of an enumeration's values, or the only texts that are allowed; empty for others.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The options inside a group; empty for other types.</summary>
    public IReadOnlyList<OptionDescription> Options { get; init; } = [];
}
