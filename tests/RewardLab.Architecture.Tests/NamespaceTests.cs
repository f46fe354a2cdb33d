using RewardLab.Architecture.Tests.Namespaces;

namespace RewardLab.Architecture.Tests;

/// <summary>Inside an assembly namespaces form no circle, a namespace and its parent included; between assemblies no reference runs up.</summary>
public sealed class NamespaceTests
{
    public static TheoryData<string> AllAssemblies => [.. House.Floors, .. House.Plugins];

    [Theory]
    [MemberData(nameof(AllAssemblies))]
    public void Namespaces_InsideAnAssembly_FormNoCircle(string name)
    {
        using var assembly = House.Open(House.PathOf(name));
        var arrows = TypeReferences.Read(assembly.MainModule, target => target == name).ToList();
        var circles = new NamespaceGraph(arrows).Circles();
        circles.Select(circle => Environment.NewLine + string.Join(Environment.NewLine, circle))
            .ShouldBeEmpty($"{name} has namespaces that refer to each other");
    }

    [Theory]
    [MemberData(nameof(AllAssemblies))]
    public void Reference_BetweenAssemblies_PointsDown(string name)
    {
        using var assembly = House.Open(House.PathOf(name));
        var below = House.Plugins.Contains(name) ? House.OpenToPlugins : House.Floors[..Array.IndexOf(House.Floors, name)];
        var arrows = TypeReferences.Read(assembly.MainModule, target => House.IsOurs(target) && target != name).ToList();
        (arrows.Count > 0).ShouldBe(name != House.Floors[0], "all but the lowest floor refer to a lower one, or were not read");
        arrows
            .Where(arrow => !below.Contains(arrow.TargetAssembly))
            .DistinctBy(arrow => (arrow.From, arrow.To))
            .Select(arrow => arrow.ToString())
            .ShouldBeEmpty($"{name} may refer to {string.Join(", ", below)} alone");
    }
}
