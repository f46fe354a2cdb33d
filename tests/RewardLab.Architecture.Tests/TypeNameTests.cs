using Mono.Cecil;

namespace RewardLab.Architecture.Tests;

/// <summary>No two types of the product share a name, and none takes one of System.IO's.</summary>
public sealed class TypeNameTests
{
    // Names that stand twice with reason: two assemblies that must not know each other, each with a type of its own.
    private static readonly Dictionary<string, string> Twice = new(StringComparer.Ordinal);

    private static readonly IReadOnlyList<(string Name, string FullName, string Assembly)> Types = [.. House.Floors.Concat(House.Plugins).SelectMany(Read)];

    [Fact]
    public void TypeName_OfTheProduct_StandsOnce()
    {
        Types.Count.ShouldBeGreaterThan(1000);
        var repeated = Types.GroupBy(type => type.Name, StringComparer.Ordinal)
            .Where(group => group.Select(type => type.FullName).Distinct(StringComparer.Ordinal).Skip(1).Any()).ToArray();
        repeated.Where(group => !Twice.ContainsKey(group.Key))
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.FullName).Distinct(StringComparer.Ordinal))}").ShouldBeEmpty();
        Twice.Keys.Except(repeated.Select(group => group.Key), StringComparer.Ordinal)
            .ShouldBeEmpty("an exception that nothing needs any more must leave the list");
    }

    [Fact]
    public void TypeName_OfTheProduct_IsNoneOfSystemIO()
    {
        var theirs = typeof(File)
            .Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "System.IO")
            .Select(type => type.Name)
            .ToHashSet(StringComparer.Ordinal);
        theirs.ShouldContain("FileOptions");
        Types.Where(type => theirs.Contains(type.Name)).Select(type => $"{type.FullName} of {type.Assembly}").ShouldBeEmpty();
    }

    // Types outside of others that somebody wrote; Range and Range<T> of one namespace are one name.
    private static IEnumerable<(string Name, string FullName, string Assembly)> Read(string assembly)
    {
        using var definition = House.Open(House.PathOf(assembly));
        foreach (var type in definition.MainModule.Types.Where(type => House.IsOurs(type.Namespace) && !IsGenerated(type)))
        {
            var name = type.Name.Split('`')[0];
            yield return (name, $"{type.Namespace}.{name}", assembly);
        }
    }

    private static bool IsGenerated(TypeDefinition type) =>
        type.Name.Contains('<', StringComparison.Ordinal)
        || type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");
}
