namespace RewardLab.Architecture.Tests;

public sealed class FloorTests
{
    // From the ground up: a floor may lean on those before it. Reports stand on Studies, since a run's page shows what annotators said of its images.
    private static readonly string[] Floors =
    [
        "RewardLab.Abstractions",
        "RewardLab.Torch",
        "RewardLab.Evaluation",
        "RewardLab.Calibration",
        "RewardLab.Runs",
        "RewardLab.Studies",
        "RewardLab.Reports",
        "RewardLab.Hosting",
        "RewardLab.Web",
        "RewardLab.Editor",
        "rewardlab",
    ];

    private static readonly string[] FloorsWithoutTorch =
    [
        "RewardLab.Abstractions", "RewardLab.Evaluation", "RewardLab.Calibration", "RewardLab.Runs", "RewardLab.Studies", "RewardLab.Reports",
    ];

    // A library of user interfaces, and the one floor that sees it.
    private static readonly (string Library, string Floor)[] UserInterfaces =
    [
        ("Terminal.Gui", "RewardLab.Editor"),
        ("Microsoft.AspNetCore", "RewardLab.Web"),
        ("Spectre.Console", "rewardlab"),
        ("System.CommandLine", "rewardlab"),
    ];

    // Beside each other on one floor: neither references the other.
    private static readonly string[] Neighbours = ["RewardLab.Web", "RewardLab.Editor"];

    // Evaluation is plain arithmetic without state: a plugin that wants it brings a copy of its own, as it would of any library.
    private static readonly string[] OpenToPlugins = ["RewardLab.Abstractions", "RewardLab.Torch", "RewardLab.Evaluation"];

    public static TheoryData<string> AllFloors => [.. Floors];

    public static TheoryData<string> AllPlugins =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "plugins")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Floors_OfThePlan_AreAllThere() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
            .ShouldBe(Floors.Select(floor => floor == "rewardlab" ? "RewardLab" : floor).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_OfTheHouse_LeansOnLowerFloorsAlone(string floor)
    {
        var below = Floors[..Array.IndexOf(Floors, floor)];
        Load(floor).References.Where(IsOurs).Except(below).ShouldBeEmpty($"{floor} may reference {string.Join(", ", below)} alone");
    }

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_OfTheHouse_SeesItsOwnUserInterfaceAlone(string floor)
    {
        var references = Load(floor).References;
        foreach (var (library, owner) in UserInterfaces)
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
    public void Abstractions_ForStrangers_NeedNothingButNetAndMef() =>
        Load("RewardLab.Abstractions").References
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name is "System.CommandLine")
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(AllPlugins))]
    public void Plugin_OfOurs_ReferencesWhatAStrangersMay(string plugin)
    {
        var path = Directory.EnumerateFiles(Path.Combine(Repository.ProgramFolder, "plugins"), plugin + ".dll", SearchOption.AllDirectories)
            .ShouldHaveSingleItem($"{plugin} must lie in one folder below plugins/ of the program");
        var references = CompiledAssembly.Read(path).References;
        references.Where(IsOurs).Except(OpenToPlugins).ShouldBeEmpty();
        references.ShouldContain("RewardLab.Abstractions");
        references.Where(name => UserInterfaces.Any(known => name.StartsWith(known.Library, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Program_WithPlugins_ReferencesNoneOfThem()
    {
        var plugins = AllPlugins.Select(row => row.Data).ToArray();
        plugins.ShouldNotBeEmpty();
        foreach (var floor in Floors)
        {
            Load(floor).References.Intersect(plugins).ShouldBeEmpty();
        }
    }

    private static bool IsOurs(string name) => name.StartsWith("RewardLab", StringComparison.OrdinalIgnoreCase);

    private static CompiledAssembly Load(string name) => CompiledAssembly.Read(Path.Combine(Repository.ProgramFolder, name + ".dll"));
}
