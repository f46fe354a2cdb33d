using System.Diagnostics;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Templates;

[assembly: AssemblyFixture(typeof(RewardLab.Hosting.Tests.ThirdParty.BuiltPlugins))]

namespace RewardLab.Hosting.Tests.ThirdParty;

/// <summary>A third-party plugin and one template of each kind, built by one dotnet process, offline, for all tests that need them.</summary>
public sealed class BuiltPlugins : IDisposable
{
    private const int TimeoutSeconds = 600;
    private readonly string _root = Directory.CreateTempSubdirectory("rewardlab-built-").FullName;
    private readonly Lazy<Dictionary<string, PluginTemplateResult>> _templates;

    public BuiltPlugins() => _templates = new(Build);

    /// <summary>The third-party plugin as built: its output folder.</summary>
    public string AcmeBrightness => Output(_templates.Value.Count > 0 ? "Acme.Brightness" : "");

    /// <summary>The output folder of a kind's template, and what the template said of it.</summary>
    public (string Folder, PluginTemplateResult Template) Find(ComponentKind kind)
    {
        var template = _templates.Value[kind.ToString()];
        return (Output(template.PluginId), template);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private Dictionary<string, PluginTemplateResult> Build()
    {
        var sources = Path.Combine(_root, "sources");
        CopyFolder(Clone.PathOf("tests", "ThirdParty"), sources);
        var templates = Enum.GetValues<ComponentKind>().ToDictionary(
            kind => kind.ToString(),
            kind => PluginTemplate.Create($"sample.{kind}", kind, Path.Combine(_root, "templates", kind.ToString())),
            StringComparer.Ordinal);
        var projects = templates.Values.Select(template => (Project: template.ProjectFile, Output: Output(template.PluginId)))
            .Append((Path.Combine(sources, "Acme.Brightness", "Acme.Brightness.csproj"), Output("Acme.Brightness")));
        File.WriteAllText(Path.Combine(_root, "nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        File.WriteAllText(Path.Combine(_root, "all.proj"), AllProjects(projects).ToString());
        Run("dotnet", "msbuild", "all.proj", "-nologo", "-verbosity:minimal", "-maxcpucount:2", "-nodeReuse:false");
        return templates;
    }

    // Restore and Build need different global properties: a project is evaluated once for each set of them, and restoring writes files it imports.
    private static XElement AllProjects(IEnumerable<(string Project, string Output)> projects) => new(
        "Project",
        new XAttribute("DefaultTargets", "All"),
        new XElement("ItemGroup", projects.Select(project => new XElement(
            "ToBuild",
            new XAttribute("Include", project.Project),
            new XAttribute(
                "AdditionalProperties", $"RewardLabFolder={Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)};OutDir={project.Output}/")))),
        new XElement(
            "Target",
            new XAttribute("Name", "All"),
            new XElement(
                "MSBuild", new XAttribute("Projects", "@(ToBuild)"), new XAttribute("Targets", "Restore"), new XAttribute("Properties", "Step=Restore")),
            new XElement(
                "MSBuild",
                new XAttribute("Projects", "@(ToBuild)"),
                new XAttribute("Targets", "Build"),
                new XAttribute("BuildInParallel", "true"),
                new XAttribute("Properties", "Configuration=Release;TreatWarningsAsErrors=true"))));

    private void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(TimeoutSeconds)))
        {
            process.Kill(entireProcessTree: true);
        }

        process.ExitCode.ShouldBe(0, output.Result + errors.Result);
    }

    private string Output(string name) => Path.Combine(_root, "output", name);

    internal static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (!relative.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            {
                var target = Path.Combine(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }
}
