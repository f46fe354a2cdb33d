using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RewardLab.Architecture.Tests;

/// <summary>What the build says once: projects, platforms, the version, the clock.</summary>
public sealed partial class BuildTests
{
    // Where a program or a plugin begins, and takes the system's clock for all that it makes.
    private static readonly string[] CompositionRoots =
    [
        "plugins/RewardLab.Prompts.LanguageModels/LanguageModelGeneratorFactory.cs",
        "plugins/RewardLab.Rewards.Judges/VlmRewardFactory.cs",
        "src/RewardLab/CommandLine.cs",
    ];

    private static readonly string Solution = File.ReadAllText(Path.Combine(Repository.Root, "RewardLab.sln"));

    [Fact]
    public void Solution_OfTheRepository_HoldsEveryProjectExceptThirdParties()
    {
        var listed = ListedProject().Matches(Solution).Select(match => match.Groups["path"].Value.Replace('\\', '/')).Order(StringComparer.Ordinal);
        var present = Repository.Files(".csproj", "src", "plugins", "tests")
            .Select(Repository.Shown)
            .Where(path => !path.StartsWith("tests/ThirdParty/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        listed.ShouldBe(present);
    }

    [Fact]
    public void Solution_OfTheRepository_HasOnePlatform() =>
        Platform().Matches(Solution).Select(match => match.Value).Distinct().ShouldBe(["|Any CPU"]);

    [Fact]
    public void Versions_OfProgramAndContract_AreSetInOnePlace()
    {
        string[] names = ["Version", "VersionPrefix", "AssemblyVersion", "FileVersion", "InformationalVersion", "PackageVersion"];
        var places =
            from path in new[] { ".csproj", ".props", ".targets" }
                .SelectMany(extension => Repository.Files(extension, "src", "plugins"))
                .Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            from property in XDocument.Load(path).Descendants("PropertyGroup").Elements()
            where names.Contains(property.Name.LocalName)
            select $"{Repository.Shown(path)}: {property.Name.LocalName}";
        places.ShouldBe(["Directory.Build.props: Version", "Directory.Build.props: Version"]);
    }

    // What the README's first command downloads: the packages of the program and of its plugins, as NuGet has resolved them.
    [Fact]
    public void Restore_OfTheProgram_HasNoPackageThatOnlyTestsNeed()
    {
        var own = Packages(Repository.Files(".csproj", "src", "plugins")).ToArray();
        string[] testing =
        [
            .. Packages(Repository.Files(".csproj", "tests").Append(Path.Combine(Repository.Root, "Directory.Build.props")))
                .Where(package => package.IsOfTests)
                .Select(package => package.Name)
                .Where(name => !House.IsOurs(name)) // of which former plugins are compiled against the packages
                .Except(own.Select(package => package.Name), StringComparer.OrdinalIgnoreCase),
        ];
        testing.ShouldContain("PuppeteerSharp");
        testing.ShouldContain("xunit.v3");

        Restored("tests/RewardLab.Web.Tests").ShouldContain("PuppeteerSharp", StringComparer.OrdinalIgnoreCase, "this is where packages are looked for");
        var restored = Restored("src/RewardLab");
        restored.Length.ShouldBeGreaterThan(50);
        restored.Intersect(testing, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        restored.ShouldAllBe(
            name => !name.Contains("playwright", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("xunit", StringComparison.OrdinalIgnoreCase));

        static IEnumerable<(string Name, bool IsOfTests)> Packages(IEnumerable<string> projects) =>
            from path in projects
            from reference in XDocument.Load(path).Descendants("PackageReference")
            let condition = reference.Parent!.Attribute("Condition")?.Value
            select (reference.Attribute("Include")!.Value, path.EndsWith(".csproj", StringComparison.Ordinal) || condition?.Contains("IsTestProject") == true);

        static string[] Restored(string project)
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, project, "obj", "project.assets.json")));
            return [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0])];
        }
    }

    // BannedSymbols.Product.txt bans the clock and unseeded numbers from compiled code; what is allowed there by a pragma is named here, and scripts are read.
    [Fact]
    public void Clock_OfTheSystem_IsTakenAtCompositionRootsAlone() =>
        Repository.Files(".cs", "src", "plugins").Concat(Repository.Files(".csx", "recipes", "scripts"))
            .Where(path => Ambient().IsMatch(File.ReadAllText(path)))
            .Select(Repository.Shown)
            .Order(StringComparer.Ordinal)
            .ShouldBe(CompositionRoots);

    [GeneratedRegex(
        """^Project\([^=]*= "[^"]*", "(?<path>[^"]*\.csproj)",""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ListedProject();

    [GeneratedRegex(@"\|[A-Za-z0-9]+( CPU)?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Platform();

    [GeneratedRegex(
        @"\bTimeProvider\.System\b|\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bnew (System\.)?Random\(|\bRandom\.Shared\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Ambient();
}
