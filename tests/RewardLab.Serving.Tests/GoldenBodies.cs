namespace RewardLab.Serving.Tests;

/// <summary>Bodies as real clients send them.</summary>
internal static class GoldenBodies
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "reward_http");

    /// <summary>The prompts of the three images.</summary>
    public static readonly string[] Prompts = ["two cats", "an apple and a star", "three café cups"];

    /// <summary>The bytes of a file.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The path of a file.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The names of files that begin with one of some words.</summary>
    public static IEnumerable<string> Names(params string[] beginnings) =>
        Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            .Where(name => beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)));
}
