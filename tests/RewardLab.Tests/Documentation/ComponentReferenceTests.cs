using RewardLab.Hosting;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Hosting.Text;
using RewardLab.Terminal;

namespace RewardLab.Tests.Documentation;

/// <summary>The page about components is what their attributes, option records and XML documentation say now;
/// REWARDLAB_UPDATE_REFERENCE=1 writes it again.</summary>
public sealed class ComponentReferenceTests : IDisposable
{
    private const string UpdateVariable = "REWARDLAB_UPDATE_REFERENCE";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void ComponentsPage_OfTheRepository_IsCurrent()
    {
        var path = Path.Combine(Workplace.Repository, "plugins", "COMPONENTS.md");
        var page = new ComponentReferencePage(
            PluginHost.Start(new PluginHostOptions
            {
                ProgramPluginFolder = Path.Combine(Path.GetDirectoryName(Workplace.Program)!, "plugins"),
                User = new UserFolders(_place["settings"], [_place["plugins"]], _place["cache"]),
                Shipped = ShippedPlugins.EmbeddedIn(typeof(ProgramVersion).Assembly),
                Log = static _ => { },
            }),
            OfBuild).ToMarkdown();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").ShouldBe(page, $"{UpdateVariable}=1 with this test writes the page again");
    }

    // The program's folder holds no documentation of plugins: it lies where each is built.
    private static XmlDocumentation OfBuild(string assembly)
    {
        var output = new DirectoryInfo(Path.GetDirectoryName(Workplace.Program)!);
        return XmlDocumentation.Read(
            new[] { "plugins", "src" }
                .Select(root => Path.Combine(Workplace.Repository, root, assembly, "bin", output.Parent!.Name, output.Name, assembly + ".xml"))
                .FirstOrDefault(File.Exists, ""));
    }
}
