using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RewardLab.Tests.Documentation;

/// <summary>A Markdown file of the repository: where its links lead, and the commands that it shows.</summary>
internal sealed class Document
{
    private static readonly string[] SkippedFolders = ["bin", "obj", ".git", "runs", "TestResults", "BenchmarkDotNet.Artifacts"];

    // Anchors as GitHub makes them of headings.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .UsePreciseSourceLocation()
        .Build();

    // Blocks of these languages show commands; others show output, C#, YAML.
    private static readonly string[] ShellLanguages = ["", "sh", "bash", "shell", "console", "powershell"];

    private Document(string name, string text)
    {
        Name = name;
        var document = Markdown.Parse(text, Pipeline);
        Anchors = document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Links = [.. document.Descendants<LinkInline>().Select(link => new DocumentLine(name, link.Line + 1, link.Url ?? ""))];
        Commands = [.. BlockLines(document).Concat(Spans(document)).Where(line => ShellLine.IsCommand(line.Text)).OrderBy(line => line.Number)];
    }

    /// <summary>Path from the repository's root, with forward slashes.</summary>
    public string Name { get; }

    /// <summary>The #anchors of its headings.</summary>
    public HashSet<string> Anchors { get; }

    /// <summary>Targets of its links and images.</summary>
    public IReadOnlyList<DocumentLine> Links { get; }

    /// <summary>Lines of code blocks and code spans that start with a command of ours.</summary>
    public IReadOnlyList<DocumentLine> Commands { get; }

    /// <summary>Reads one file.</summary>
    /// <param name="name">Path from the repository's root.</param>
    public static Document Read(string name) => Parse(name, File.ReadAllText(Path.Combine(Workplace.Repository, name)));

    /// <summary>Reads text that need not be a file.</summary>
    public static Document Parse(string name, string text) => new(name.Replace('\\', '/'), text.ReplaceLineEndings("\n"));

    /// <summary>Names of all Markdown files of the repository.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        .. Files(Workplace.Repository, "*.md")
            .Select(path => Path.GetRelativePath(Workplace.Repository, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Files below a folder, without what builds and runs leave.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(inner => !SkippedFolders.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
                .SelectMany(inner => Files(inner, pattern)));

    private IEnumerable<DocumentLine> BlockLines(MarkdownDocument document) =>
        from block in document.Descendants<CodeBlock>()
        let fence = block as FencedCodeBlock
        where fence is null || ShellLanguages.Contains(fence.Info ?? "", StringComparer.OrdinalIgnoreCase)
        from index in Enumerable.Range(0, block.Lines.Count)
        select new DocumentLine(Name, block.Line + index + (fence is null ? 1 : 2), block.Lines.Lines[index].Slice.ToString());

    private IEnumerable<DocumentLine> Spans(MarkdownDocument document) =>
        document.Descendants<CodeInline>().Select(code => new DocumentLine(Name, code.Line + 1, code.Content.Replace('\n', ' ')) { IsMention = true });
}
