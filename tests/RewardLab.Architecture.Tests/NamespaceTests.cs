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
        arrows.ShouldNotBeEmpty("an assembly whose types refer to none of each other was not read");
        var circles = new NamespaceGraph(arrows).Circles();
        circles.Select(circle => Environment.NewLine + string.Join(Environment.NewLine, circle)).ShouldBeEmpty($"{name} has namespaces that refer to each other");
    }

    [Theory]
    [MemberData(nameof(AllAssemblies))]
    public void Reference_BetweenAssemblies_PointsDown(string name)
    {
        using var assembly = House.Open(House.PathOf(name));
        var below = House.Plugins.Contains(name) ? House.OpenToPlugins : House.Floors[..Array.IndexOf(House.Floors, name)];
        TypeReferences.Read(assembly.MainModule, target => House.IsOurs(target) && target != name)
            .Where(arrow => !below.Contains(arrow.TargetAssembly))
            .DistinctBy(arrow => (arrow.From, arrow.To))
            .Select(arrow => arrow.ToString())
            .ShouldBeEmpty($"{name} may refer to {string.Join(", ", below)} alone");
    }
}
