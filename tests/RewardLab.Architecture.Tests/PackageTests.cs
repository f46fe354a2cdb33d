using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text.Json;
using System.Xml.Linq;

namespace RewardLab.Architecture.Tests;

/// <summary>What the packages hold that scripts/pack.sh wrote into the folder of REWARDLAB_PACKAGES: run as tests/README.md says.</summary>
public sealed class PackageTests
{
    private const string Variable = "REWARDLAB_PACKAGES";
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static string Folder => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} names no folder of packages.");

    [Theory(Explicit = true)]
    [InlineData("RewardLab.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "System.Composition.AttributedModel")]
    [InlineData("RewardLab.Torch", "RewardLab.Abstractions", "TorchSharp")]
    public void Library_HoldsItsAssemblyItsDocumentationAndNothingElse(string id, params string[] needed)
    {
        using var package = Open(id, ".nupkg");
        Content(package).ShouldBe(["LICENSE", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], ignoreOrder: true);
        using var symbols = Open(id, ".snupkg");
        Content(symbols).ShouldBe([$"lib/net10.0/{id}.pdb"]);

        var members = Load(package, $"lib/net10.0/{id}.xml").Descendants("member").Count();
        members.ShouldBeGreaterThan(File.ReadLines(Path.Combine(Repository.Root, "src", id, "PublicAPI.Shipped.txt")).Count() / 3, "documented members");
        Text(package, "README.md").ShouldContain(id);
        Text(package, "LICENSE").ShouldStartWith("MIT License");

        var metadata = Metadata(package, id);
        Value(metadata, "license").ShouldBe("MIT");
        Value(metadata, "readme").ShouldBe("README.md");
        Value(metadata, "description").ShouldNotBeEmpty();
        metadata.Descendants().Single(element => element.Name.LocalName == "repository").Attribute("commit")!.Value.Length.ShouldBe(40);

        // What the build was tested with, or the contracts of this version.
        var pinned = Pinned();
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value, StringComparer.Ordinal);
        dependencies.Keys.ShouldBe(dependencies.Keys.Union(needed), ignoreOrder: true);
        dependencies.Keys.ShouldAllBe(name => !name.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase), "the program brings libtorch");
        foreach (var (name, version) in dependencies)
        {
            version.ShouldBe(name == "RewardLab.Abstractions" ? Value(metadata, "version") : pinned.GetValueOrDefault(name, version), name);
        }
    }

    /// <summary>A debugger finds the sources inside, and where the clone has a remote also by SourceLink; the folder of the build does not show.</summary>
    [Theory(Explicit = true)]
    [InlineData("RewardLab.Abstractions")]
    [InlineData("RewardLab.Torch")]
    public void Symbols_HoldTheirSources(string id)
    {
        using var package = Open(id, ".nupkg");
        using var symbols = Open(id, ".snupkg");
        using var stream = new MemoryStream();
        symbols.GetEntry($"lib/net10.0/{id}.pdb")!.Open().CopyTo(stream);
        stream.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();

        string[] documents = [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
        documents.ShouldContain(path => path.StartsWith($"/_/src/{id}/", StringComparison.Ordinal));
        documents.ShouldAllBe(path => path.StartsWith("/_", StringComparison.Ordinal));
        foreach (var handle in reader.Documents)
        {
            reader.GetCustomDebugInformation(handle).Count.ShouldBeGreaterThan(0, reader.GetString(reader.GetDocument(handle).Name));
        }

        var repository = Metadata(package, id).Descendants().Single(element => element.Name.LocalName == "repository");
        if (repository.Attribute("url") is { Value: { } url } && url.StartsWith("https://github.com/", StringComparison.Ordinal))
        {
            var link = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition).Select(reader.GetCustomDebugInformation)
                .Single(information => reader.GetGuid(information.Kind) == SourceLink);
            using var json = JsonDocument.Parse(reader.GetBlobBytes(link.Value));
            json.RootElement.GetProperty("documents").GetProperty("/_/*").GetString()!.ShouldContain(repository.Attribute("commit")!.Value);
        }
    }

    [Theory(Explicit = true)]
    [InlineData("RewardLab.Templates")]
    [InlineData("rewardlab")]
    public void Package_ThatIsNoLibrary_HasItsReadmeAndTheLicence(string id)
    {
        using var package = Open(id, ".nupkg");
        Content(package).ShouldContain("LICENSE");
        Content(package).ShouldContain(Value(Metadata(package, id), "readme"));
        Value(Metadata(package, id), "license").ShouldBe("MIT");
    }

    // Of the folder's packages the one of an id, whose version begins with a digit.
    private static ZipArchive Open(string id, string extension) => ZipFile.OpenRead(
        Directory.EnumerateFiles(Folder, $"{id}.*{extension}").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1])).ShouldHaveSingleItem());

    // Without what makes a zip file a package.
    private static string[] Content(ZipArchive package) =>
    [
        .. package.Entries.Select(entry => entry.FullName).Where(name => name != "[Content_Types].xml"
            && !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal)
            && !name.EndsWith(".nuspec", StringComparison.Ordinal)),
    ];

    private static string Text(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static XDocument Load(ZipArchive package, string name)
    {
        using var stream = package.GetEntry(name)!.Open();
        return XDocument.Load(stream);
    }

    private static XElement Metadata(ZipArchive package, string id) => Load(package, $"{id}.nuspec").Root!.Elements().First();

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    private static Dictionary<string, string> Pinned()
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        var properties = file.Descendants("PropertyGroup").Elements()
            .ToDictionary(element => $"$({element.Name.LocalName})", element => element.Value, StringComparer.Ordinal);
        return file.Descendants("PackageVersion").ToDictionary(
            element => element.Attribute("Include")!.Value,
            element => properties.GetValueOrDefault(element.Attribute("Version")!.Value, element.Attribute("Version")!.Value),
            StringComparer.Ordinal);
    }
}
