namespace RewardLab.Architecture.Tests;

/// <summary>What lies in the plugins' folders beside the program.</summary>
public sealed class PluginFolderTests
{
    // What a plugin must reference, and what that references in turn, comes from the program: a second copy would be dead weight, or other types of one name.
    [Fact]
    public void Plugins_BesideTheProgram_HoldNothingThatTheContractBrings()
    {
        var shared = Closure("RewardLab.Abstractions", "RewardLab.Torch");
        shared.ShouldContain("Microsoft.Extensions.Logging.Abstractions", "the rule would hold of anything");

        Directory.EnumerateFiles(Path.Combine(Repository.ProgramFolder, "plugins"), "*.dll", SearchOption.AllDirectories)
            .Where(path => shared.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => Path.GetRelativePath(Repository.ProgramFolder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ShouldBeEmpty("exclude them in plugins/Directory.Build.targets");
    }

    private static HashSet<string> Closure(params string[] roots)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>(roots);
        while (open.TryDequeue(out var name))
        {
            // What does not lie beside the program is .NET's.
            var path = Path.Combine(Repository.ProgramFolder, name + ".dll");
            if (File.Exists(path) && found.Add(name))
            {
                foreach (var reference in CompiledAssembly.Read(path).References)
                {
                    open.Enqueue(reference);
                }
            }
        }

        return found;
    }
}
