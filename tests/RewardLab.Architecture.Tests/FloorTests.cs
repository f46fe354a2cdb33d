namespace RewardLab.Architecture.Tests;

public sealed class FloorTests
{
    private static readonly string[] FloorsWithoutTorch =
    [
        "RewardLab.Abstractions", "RewardLab.Evaluation", "RewardLab.Calibration", "RewardLab.Runs", "RewardLab.Serving", "RewardLab.Studies",
        "RewardLab.Reports", "RewardLab.Cluster",
    ];

    // A library that reaches people or machines, and the one floor that sees it.
    private static readonly (string Library, string Floor)[] Doors =
    [
        ("Orleans", "RewardLab.Cluster"),
        ("Terminal.Gui", "RewardLab.Editor"),
        ("Microsoft.AspNetCore", "RewardLab.Web"),
        ("Spectre.Console", "rewardlab"),
        ("System.CommandLine", "rewardlab"),
    ];

    // Beside each other on one floor: none references another.
    private static readonly string[] Neighbours = ["RewardLab.Web", "RewardLab.Editor", "RewardLab.Cluster"];

    public static TheoryData<string> AllFloors => [.. House.Floors];

    public static TheoryData<string> AllPlugins => [.. House.Plugins];

    [Fact]
    public void Floors_OfThePlan_AreAllThere() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder))
            .Except(["RewardLab.Templates", "RewardLab.Recipes"]) // packages for those who write recipes and plugins; the program holds neither
            .Order(StringComparer.Ordinal)
            .ShouldBe(House.Floors.Select(floor => floor == House.Program ? "RewardLab" : floor).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_OfTheHouse_LeansOnLowerFloorsAlone(string floor)
    {
        var below = House.Floors[..Array.IndexOf(House.Floors, floor)];
        Load(floor).References.Where(House.IsOurs).Except(below).ShouldBeEmpty($"{floor} may reference {string.Join(", ", below)} alone");
    }

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_OfTheHouse_SeesItsOwnDoorAlone(string floor)
    {
        // The abstract connection, a pair of pipes, is what Orleans passes its own over.
        var references = Load(floor).References.Where(name => name != "Microsoft.AspNetCore.Connections.Abstractions").ToArray();
        foreach (var (library, owner) in Doors)
        {
            var seen = references.Where(name => name.StartsWith(library, StringComparison.Ordinal)).ToArray();
            if (floor == owner)
            {
                seen.ShouldNotBeEmpty($"the rule would hold of anything if {owner} did not use {library}");
            }
            else
            {
                seen.ShouldBeEmpty($"{owner} alone sees {library}");
            }
        }
    }

    [Fact]
    public void Neighbours_OnOneFloor_DoNotReferenceEachOther()
    {
        foreach (var floor in Neighbours)
        {
            Load(floor).References.Intersect(Neighbours).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_ThatIsPlainCode_KnowsNoTorch(string floor)
    {
        var references = Load(floor).References;
        if (FloorsWithoutTorch.Contains(floor))
        {
            references.ShouldNotContain("TorchSharp");
            references.ShouldNotContain("RewardLab.Torch");
        }
        else if (floor == "RewardLab.Torch")
        {
            references.ShouldContain("TorchSharp", "the rule would hold of anything if torch had another name");
        }
    }

    [Fact]
    public void Abstractions_ForThirdParties_NeedOnlyDotNetMefAndLogging() =>
        Load("RewardLab.Abstractions").References
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name is "System.CommandLine")
            .Where(name => name is not "Microsoft.Extensions.Logging.Abstractions")
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(AllPlugins))]
    public void Plugin_OfOurs_ReferencesOnlyWhatThirdPartiesMay(string plugin)
    {
        var references = CompiledAssembly.Read(House.PathOf(plugin)).References;
        references.Where(House.IsOurs).Except(House.OpenToPlugins).ShouldBeEmpty();
        references.ShouldContain("RewardLab.Abstractions");
        references.Where(name => Doors.Any(known => name.StartsWith(known.Library, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Program_WithPlugins_ReferencesNoneOfThem()
    {
        var plugins = AllPlugins.Select(row => row.Data).ToArray();
        plugins.ShouldNotBeEmpty();
        foreach (var floor in House.Floors)
        {
            Load(floor).References.Intersect(plugins).ShouldBeEmpty();
        }
    }

    private static CompiledAssembly Load(string name) => CompiledAssembly.Read(House.PathOf(name));
}
