using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Architecture.Tests;

/// <summary>The files under test: sources, and the output that was built from them with this test.</summary>
internal static class Repository
{
    private static readonly string[] BuildFolders = ["bin", "obj", "TestResults"];

    /// <summary>The folder of RewardLab.sln.</summary>
    public static string Root => Clone.Root;

    /// <summary>The program's output of the configuration that this test was built in.</summary>
    public static string ProgramFolder { get; } = Clone.OutputOf("RewardLab");

    /// <summary>Files of an extension below folders of the root, without what builds leave.</summary>
    public static IReadOnlyList<string> Files(string extension, params string[] folders) =>
    [
        .. folders
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + extension, SearchOption.AllDirectories))
            .Where(path => !Shown(path).Split('/').Intersect(BuildFolders, StringComparer.Ordinal).Any())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A path as a message shows it.</summary>
    public static string Shown(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The types that a file declares outside of any other type.</summary>
    public static IEnumerable<MemberDeclarationSyntax> Types(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetCompilationUnitRoot()
            .DescendantNodes(node => node is not TypeDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    /// <summary>The name of a declared type.</summary>
    public static string Name(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.Text,
        DelegateDeclarationSyntax declared => declared.Identifier.Text,
        _ => "",
    };
}
