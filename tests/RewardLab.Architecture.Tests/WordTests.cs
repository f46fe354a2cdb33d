using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace RewardLab.Architecture.Tests;

/// <summary>One word for one thing, the field's: words that were given up do not come back, neither in names nor in what users read.</summary>
public sealed partial class WordTests
{
    // Words of names, each with the one to use.
    private static readonly Dictionary<string, string> GivenUp = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Picture"] = "Image",
        ["Pictures"] = "Images",
        ["Look"] = "Evaluation",
        ["Looks"] = "Evaluations",
        ["Figures"] = "Metrics",
        ["Observer"] = "HeldOutReward",
        ["Observers"] = "HeldOutRewards",
        ["Verdict"] = "Result or Label",
        ["Verdicts"] = "Results or Labels",
        ["Judgement"] = "Label",
        ["Judgements"] = "Labels",
        ["Settle"] = "Record",
        ["Settled"] = "Recorded",
        ["Neutral"] = "ResultInvariant",
        ["Most"] = "Max",
        ["Least"] = "Min",
        ["Longest"] = "Max...Length",
        ["Largest"] = "Max",
        ["Picked"] = "Selected",
        ["Contrasts"] = "ContrastivePrompts",
        ["Drawn"] = "Generated", ["Census"] = "Resolver", ["Pulse"] = "Heartbeat", ["Recompute"] = "GradientCheckpointing", ["Forgive"] = "HandleUnexpected",
    };

    // Names that hold such a word for a reason.
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal)
    {
        ["OnDrawingContent"] = "Terminal.Gui's",
        ["ISamplerObserver"] = "is told of denoising steps, and is no reward",
        ["LongestEdgePreprocessorTests"] = "preprocessors' resizing by the longest edge",
        ["EncodeToLongest_AsBlip2_GivesTheIds"] = "transformers' padding to the longest",
        ["LongestEdge"] = "preprocessors' resizing by the longest edge",
        ["LongestEdgePadded"] = "preprocessors' resizing by the longest edge",
        ["LongestEdgePreprocessor"] = "preprocessors' resizing by the longest edge",
        ["LeastSquares"] = "the method",
        ["MostFrequentPair"] = "the word of byte-pair encoding",
        ["EncodeToLongest"] = "transformers' padding to the longest",
    };

    // Texts that hold such a word for a reason, by the type that holds them.
    private static readonly Dictionary<string, string> KeptTexts = new(StringComparer.Ordinal)
    {
        ["FormerNames"] = "keys and ids of earlier versions that readers understand",
        ["FormerStudyTables"] = "tables of the studies of earlier versions",
        ["FormerStudyFiles"] = "exports of studies of earlier versions that are imported",
        ["FormerGroupKeys"] = "keys of earlier versions that readers understand",
        ["FormerPoolKeys"] = "keys of earlier versions that readers understand",
        ["OptimizationContext"] = "a former name that a record writes of itself",
        ["FormerOptions"] = "options of earlier versions that the command line understands",
        ["FormerTitles"] = "titles that earlier versions gave to tables",
        ["LabelStudioRows"] = "keys of other programs' files",
        ["GrammarWords"] = "words that prompts begin with",
        ["PromptGrammar"] = "words that prompts begin with",
        ["ToyWords"] = "the vocabulary of Toybox's captions",
        ["CaptionOptions"] = "Toybox's captions",
        ["Captioner"] = "Toybox's captions",
        ["ToyPrompt"] = "Toybox's captions",
    };

    [Fact]
    public void Name_OfAnythingCompiled_UsesTheGlossarysWords()
    {
        var offences = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Types())
        {
            Check(type.Name, type.FullName);
            foreach (var member in type.Methods.Cast<IMemberDefinition>()
                .Concat(type.Fields)
                .Concat(type.Properties)
                .Concat(type.Events)
                .Where(member => !IsObsolete(member)))
            {
                Check(member.Name, $"{type.FullName}.{member.Name}");
                if (member is MethodDefinition method)
                {
                    foreach (var parameter in method.Parameters)
                    {
                        Check(parameter.Name, $"{type.FullName}.{method.Name}({parameter.Name})");
                    }
                }
            }
        }

        offences.ShouldBeEmpty();

        void Check(string name, string shown)
        {
            if (!Kept.ContainsKey(name)
                && !name.StartsWith("get_", StringComparison.Ordinal)
                && !name.StartsWith("set_", StringComparison.Ordinal)
                && !name.StartsWith("add_", StringComparison.Ordinal)
                && !name.StartsWith("remove_", StringComparison.Ordinal) && Words(name).FirstOrDefault(GivenUp.ContainsKey) is { } word)
            {
                offences.Add($"{shown}: say {GivenUp[word]}, not {word}");
            }
        }
    }

    [Fact]
    public void Name_InAnySource_UsesTheGlossarysWords() =>
        Repository.Files(".cs", "src", "plugins", "tests").Concat(Repository.Files(".csx", "scripts", "recipes"))
            .Where(path => !Repository.Shown(path).Contains("/Former/", StringComparison.Ordinal))
            .SelectMany(path => Declared(path)
                .Where(name => !Kept.ContainsKey(name))
                .SelectMany(
                    name => Words(name).Where(GivenUp.ContainsKey).Select(word => $"{Repository.Shown(path)}: {name}: say {GivenUp[word]}, not {word}")))
            .Distinct()
            .ShouldBeEmpty();

    [Fact]
    public void Text_OfAnythingCompiled_UsesTheGlossarysWords()
    {
        var offences =
            from type in Types()
            where !KeptTexts.ContainsKey(Outermost(type).Name) && !type.FullName.StartsWith("RewardLab.Prompts.", StringComparison.Ordinal)
            from method in type.Methods
            where method.HasBody && !IsObsolete(method)
            from instruction in method.Body.Instructions
            where instruction.OpCode.Code == Code.Ldstr
            // the name of a study's file, by which those of earlier versions are found
            let text = ((string)instruction.Operand).Replace("judgements.db", "", StringComparison.Ordinal)
            let word = Text().Match(text)
            where word.Success
            select $"{Outermost(type).FullName}: \"{text}\": not '{word.Value}'";
        offences.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Text_OfPagesRecipesAndPresets_UsesTheGlossarysWords() =>
        new[] { ".js", ".css", ".html" }.SelectMany(extension => Repository.Files(extension, "src"))
            .Concat(Repository.Files(".csx", "recipes", "scripts")).Concat(Repository.Files(".yaml", "recipes"))
            .SelectMany(path => File.ReadLines(path).Where(line => !line.Contains("Lab.FormerNames(", StringComparison.Ordinal))
                .SelectMany(line => Text().Matches(line)).Select(match => $"{Repository.Shown(path)}: not '{match.Value}'"))
            .Distinct()
            .ShouldBeEmpty();

    [Theory]
    [InlineData("PictureSet", "Picture")]
    [InlineData("lastLook", "Look")]
    [InlineData("HTMLFigures", "Figures")]
    [InlineData("LookupTable", null)]
    [InlineData("ReportFigure", null)]
    public void Word_InAName_IsFoundByItsCapitals(string name, string? word) =>
        Words(name).FirstOrDefault(GivenUp.ContainsKey).ShouldBe(word, StringCompareShould.IgnoreCase);

    private static IEnumerable<TypeDefinition> Types() =>
        Directory.EnumerateFiles(Repository.ProgramFolder, "*.dll", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path).StartsWith("rewardlab", StringComparison.OrdinalIgnoreCase))
            .SelectMany(path => AssemblyDefinition.ReadAssembly(path).MainModule.GetTypes())
            .Where(type => !IsObsolete(Outermost(type)) && type.Namespace != "System.Text.RegularExpressions.Generated");

    private static bool IsObsolete(ICustomAttributeProvider member) =>
        member.CustomAttributes.Any(attribute => attribute.AttributeType.Name == nameof(ObsoleteAttribute))
            || (member is MethodDefinition method
                && method.DeclaringType.Properties.Any(property => (property.GetMethod == method || property.SetMethod == method) && IsObsolete(property)));

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<string> Declared(string path)
    {
        var kind = path.EndsWith(".csx", StringComparison.Ordinal) ? SourceCodeKind.Script : SourceCodeKind.Regular;
        foreach (var node in CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(kind: kind))
            .GetRoot()
            .DescendantNodes(node => !IsObsolete(node))
            .Where(node => !IsObsolete(node)))
        {
            var name = node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier,
                MethodDeclarationSyntax method => method.Identifier,
                PropertyDeclarationSyntax property => property.Identifier,
                EnumMemberDeclarationSyntax value => value.Identifier,
                ParameterSyntax parameter => parameter.Identifier,
                VariableDeclaratorSyntax variable => variable.Identifier,
                SingleVariableDesignationSyntax variable => variable.Identifier,
                ForEachStatementSyntax loop => loop.Identifier,
                LocalFunctionStatementSyntax function => function.Identifier,
                FromClauseSyntax from => from.Identifier,
                LetClauseSyntax let => let.Identifier,
                _ => default,
            };
            if (name.ValueText is { Length: > 0 } text)
            {
                yield return text;
            }
        }
    }

    private static bool IsObsolete(SyntaxNode node) =>
        node is MemberDeclarationSyntax member
        && member.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Obsolete");

    private static IEnumerable<string> Words(string name) => CamelCase().Matches(name).Select(match => match.Value);

    [GeneratedRegex("At(Most|Least)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex(
        @"\b(pictures?|verdicts?|judgements?|observers?|told from chance|people said|sits? in|sit-in)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Text();
}
