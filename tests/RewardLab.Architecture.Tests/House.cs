using Mono.Cecil;

namespace RewardLab.Architecture.Tests;

/// <summary>The product's assemblies as they were built, and the order of its floors.</summary>
internal static class House
{
    /// <summary>The program's assembly, which is named as the command that users type.</summary>
    public const string Program = "rewardlab";

    /// <summary>From the ground up: a floor may reference those before it. Reports stand on Studies:
    /// a run's page shows what annotators said of its images.</summary>
    public static readonly string[] Floors =
    [
        "RewardLab.Abstractions",
        "RewardLab.Torch",
        "RewardLab.Evaluation",
        "RewardLab.Calibration",
        "RewardLab.Runs",
        "RewardLab.Serving",
        "RewardLab.Studies",
        "RewardLab.Reports",
        "RewardLab.Hosting",
        "RewardLab.Cluster",
        "RewardLab.Web",
        "RewardLab.Editor",
        Program,
    ];

    // Evaluation is plain arithmetic without state: a plugin that wants it brings a copy of its own, as it would of any library.
    /// <summary>The floors that a plugin may reference.</summary>
    public static readonly string[] OpenToPlugins = ["RewardLab.Abstractions", "RewardLab.Torch", "RewardLab.Evaluation"];

    /// <summary>The plugins, by the names of their assemblies.</summary>
    public static readonly string[] Plugins =
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "plugins")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>Whether an assembly is ours, by its name.</summary>
    public static bool IsOurs(string assembly) => assembly.StartsWith("RewardLab", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file of a floor or a plugin, in the program's output.</summary>
    public static string PathOf(string assembly) => Floors.Contains(assembly)
        ? Path.Combine(Repository.ProgramFolder, assembly + ".dll")
        : Directory.EnumerateFiles(Path.Combine(Repository.ProgramFolder, "plugins"), assembly + ".dll", SearchOption.AllDirectories)
            .ShouldHaveSingleItem($"{assembly} must lie in one folder below plugins/ of the program");

    /// <summary>Reads an assembly with its code; the enums that attributes hold are looked up beside it, beside the program and in .NET.</summary>
    public static AssemblyDefinition Open(string path)
    {
        var resolver = new DefaultAssemblyResolver();
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (var folder in new[] { Path.GetDirectoryName(path)!, Repository.ProgramFolder, framework, AspNetBeside(framework) })
        {
            resolver.AddSearchDirectory(folder);
        }

        return AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = resolver });
    }

    private static string AspNetBeside(string framework) => framework.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App", StringComparison.Ordinal);
}
