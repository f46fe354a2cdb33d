namespace RewardLab.Architecture.Tests;

/// <summary>Folders of the product are nouns that hold more than one file.</summary>
public sealed class FolderTests
{
    // Words in -ing that name a thing or a field of work, not something that somebody does.
    private static readonly Dictionary<string, string> Nouns = new(StringComparer.Ordinal)
    {
        ["Counting"] = "the benchmark split of that name and its prompts",
        ["Imaging"] = "the field: pixels, resizing, preprocessing",
        ["Monitoring"] = "the field: following runs while they go on",
        ["Rendering"] = "the field: pixels from a scene",
        ["Scoring"] = "the field: what every reward model on torch shares",
        ["Training"] = "the field: losses, batches, optimizers",
    };

    private static readonly IReadOnlyList<string> Folders =
    [
        .. Repository.Files(".cs", "src", "plugins").Select(path => Path.GetDirectoryName(path)!).Distinct(StringComparer.Ordinal)
            .SelectMany(Ancestors).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Folder_BelowAProject_HoldsMoreThanOneFile()
    {
        Folders.Count.ShouldBeGreaterThan(50);
        Folders.Select(folder => (Folder: folder, Files: Directory.GetFiles(folder)))
            .Where(folder => folder.Files.Length == 1)
            .Select(folder => $"{Repository.Shown(folder.Folder)} holds {Path.GetFileName(folder.Files[0])} alone")
            .ShouldBeEmpty("a file that stands alone belongs beside those that it works with");
    }

    [Fact]
    public void Folder_BelowAProject_IsNamedByANoun()
    {
        Folders.Where(folder => Path.GetFileName(folder) is { } name && name.EndsWith("ing", StringComparison.Ordinal) && !Nouns.ContainsKey(name))
            .Select(Repository.Shown).ShouldBeEmpty("name what the folder holds, such as Benchmarks or Prompts, not what is done with it");
        Nouns.Keys.Except(Folders.Select(folder => Path.GetFileName(folder)), StringComparer.Ordinal)
            .ShouldBeEmpty("an exception that nothing needs any more must leave the list");
    }

    // The folder and those above it, up to the project's.
    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var here = folder; Directory.GetFiles(here, "*.csproj").Length == 0; here = Path.GetDirectoryName(here)!)
        {
            yield return here;
        }
    }
}
