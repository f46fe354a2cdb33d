using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int MaxLines = 400;

    private static readonly string[] Folders = ["src", "plugins", "scripts", "tests", "recipes"];

    private static readonly IReadOnlyList<string> Product = Repository.Files(".cs", "src", "plugins");

    private static readonly IReadOnlyList<string> Everything = [.. Repository.Files(".cs", Folders), .. Repository.Files(".csx", Folders)];

    [Fact]
    public void File_OfTheProduct_DeclaresOnePublicTypeOfItsName()
    {
        Product.Count.ShouldBeGreaterThan(50);
        var offences =
            from path in Product
            let types = Repository.Types(path).Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).Select(Repository.Name).Distinct().ToArray()
            let name = Path.GetFileName(path).Split('.')[0]
            where types.Length > 1 || (types.Length == 1 && types[0] != name)
            select $"{Repository.Shown(path)} declares {string.Join(", ", types)}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void File_OfAnyKind_HasAtMostFourHundredLines()
    {
        Everything.Count.ShouldBeGreaterThan(Product.Count);
        Everything.Select(path => (Path: path, Lines: File.ReadLines(path).Count()))
            .Where(file => file.Lines > MaxLines)
            .Select(file => $"{Repository.Shown(file.Path)} has {file.Lines} lines, at most {MaxLines}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Type_OfAnyFile_IsNamedForWhatItIs() =>
        Everything.SelectMany(path => Repository.Types(path).Select(type => (path, name: Repository.Name(type))))
            .Where(type => Vague().IsMatch(type.name))
            .Select(type => $"{Repository.Shown(type.path)} declares {type.name}")
            .ShouldBeEmpty();

    [Theory]
    [InlineData("PluginManager")]
    [InlineData("ImageHelper")]
    [InlineData("StringUtils")]
    [InlineData("Utility")]
    [InlineData("ManagerOfRuns")]
    public void Name_ThatSaysNothing_IsRecognised(string name) => Vague().IsMatch(name).ShouldBeTrue();

    // Compiled code is held to this by BannedSymbols.Product.txt, which scripts are not.
    [Fact]
    public void Script_ThatReadsText_ReadsItStrictly() =>
        Repository.Files(".csx", "scripts", "recipes")
            .Where(path => RawReader().IsMatch(File.ReadAllText(path)))
            .Select(path => $"{Repository.Shown(path)} reads text with U+FFFD in place of invalid bytes; use TextFile")
            .ShouldBeEmpty();

    [Fact]
    public void Namespace_OfTheProduct_IsItsFolder()
    {
        var offences =
            from path in Product
            let declared = CSharpSyntaxTree.ParseText(File.ReadAllText(path))
                .GetCompilationUnitRoot()
                .Members.OfType<BaseNamespaceDeclarationSyntax>()
                .FirstOrDefault()
            where declared is not null
            let name = declared.Name.ToString()
            where !Expected(path).Contains(name)
            select $"{Repository.Shown(path)} is in {name}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Root_OfTheRepository_HoldsThePlansFoldersAlone()
    {
        string[] left = [".git", ".ci", ".vs", ".vscode", ".idea", ".github", "runs", "TestResults", "BenchmarkDotNet.Artifacts", ".rewardlab"];
        Directory.EnumerateDirectories(Repository.Root).Select(folder => Path.GetFileName(folder)).Except([.. Folders, .. left]).ShouldBeEmpty();
    }

    // Contracts are one namespace, so that a plugin needs one using: their folders sort files only.
    private static string[] Expected(string path)
    {
        var parts = Repository.Shown(path).Split('/');
        var project = parts[1];
        return project == "RewardLab.Abstractions" ? [project] : [string.Join('.', parts[1..^1])];
    }

    [GeneratedRegex("(Manager|Helper|Util(s|ity|ities)?)([A-Z]|s?$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Vague();

    [GeneratedRegex(@"\bFile\.(ReadAllText|ReadAllLines|ReadLines|OpenText)\b|\bStreamReader\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RawReader();
}
