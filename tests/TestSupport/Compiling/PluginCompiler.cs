using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RewardLab.TestSupport;

/// <summary>Compiles plugins, good and bad, in the test itself.</summary>
internal static class PluginCompiler
{
    private static readonly MetadataReference[] Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles source to a DLL whose assembly is named as the file.</summary>
    /// <param name="path">The DLL.</param>
    /// <param name="source">C#; RewardLab.Abstractions and System are imported.</param>
    /// <param name="references">DLLs that take the place of the platform's of the same name.</param>
    public static string Compile(string path, string source, params string[] references)
    {
        var replaced = references.Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(
                "using System; using System.Collections.Generic; using System.IO; using System.Threading; using RewardLab.Abstractions;\n" + source)],
            [
                .. Platform.Where(reference => !replaced.Contains(Path.GetFileName(reference.Display))),
                .. references.Select(reference => MetadataReference.CreateFromFile(reference)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        var result = compilation.Emit(stream);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return path;
    }
}
