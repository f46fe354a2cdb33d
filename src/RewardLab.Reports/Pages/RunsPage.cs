using System.Text;
using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>One page about any number of runs that needs nothing beside it: what differs, overlaid curves, tables, images, and how to run each again.</summary>
/// <remarks>It asks no network for anything, and lets nothing run but its own script: prompts and names that look like HTML stay text.</remarks>
public sealed class RunsPage
{
    /// <summary>What all images together may add to the page.</summary>
    public const long MaxImageBytes = 20_000_000;

    /// <summary>What held-out images together may add to the page.</summary>
    public const long MaxHeldOutBytes = 20_000_000;

    private readonly IReadOnlyList<RunFacts> _runs;
    private readonly PagePart[] _parts;

    /// <summary>Creates the writer of a page over some runs.</summary>
    /// <param name="runs">The runs, in the order of the page; at least one.</param>
    /// <param name="title">Its title; null for the runs' names.</param>
    /// <param name="maxImageBytes">What all images together may add to the page.</param>
    public RunsPage(IReadOnlyList<RunFacts> runs, string? title = null, long maxImageBytes = MaxImageBytes)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
        {
            throw new ArgumentException("A page needs at least one run.", nameof(runs));
        }

        _runs = runs;
        Title = title ?? TitleOf(runs);
        _parts = [.. PartsOf(runs, maxImageBytes).Where(part => !part.IsEmpty)];
    }

    /// <summary>The page's title.</summary>
    public string Title { get; }

    /// <summary>Every section that runs can have, in the page's order; some may be empty.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="maxImageBytes">What all images together may add.</param>
    /// <param name="pageImages">How held-out images come into the page; null to embed them.</param>
    public static IReadOnlyList<PagePart> PartsOf(IReadOnlyList<RunFacts> runs, long maxImageBytes = MaxImageBytes, PageImages? pageImages = null) =>
        [
            new OverviewPart(runs),
            new ConfigurationPart(runs),
            new CurvesPart(runs),
            new HeldOutPart(runs, pageImages ?? new EmbeddedImages(MaxHeldOutBytes)),
            new TablesPart(runs),
            new ComparisonsPart(runs),
            new StudiesPart(runs),
            new HeatMapsPart(runs),
            new ImagesPart(runs, maxImageBytes),
            new PromptsPart(runs),
            new ProvenancePart(runs),
        ];

    /// <summary>Writes the page as UTF-8.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);

        // The style must know the colours, and its hash stands before all.
        var colors = new PageColors();
        using var body = new StringWriter();
        foreach (var part in _parts)
        {
            part.Write(body, colors);
        }

        PagePart[] parts = [.. _parts, .. new[] { new GlossaryPart(body.ToString()) }.Where(part => !part.IsEmpty)];
        foreach (var part in parts.Skip(_parts.Length))
        {
            part.Write(body, colors);
        }

        var style = $"\n{PageResources.Style}{colors.Css}";
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {PageResources.HashOf(style)}; script-src {PageResources.HashOf(PageResources.Script)}; img-src data:; base-uri 'none'; form-action 'none'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{HtmlText.Encode(Title)}</title>
            <style>{style}</style>
            </head>
            <body>
            <header>
            <h1>{HtmlText.Encode(Title)}</h1>
            </header>
            <nav aria-labelledby="contents">
            <h2 id="contents">Contents</h2>
            <ol>
            {string.Join('\n', parts.Select(part => $"<li><a href=\"#{part.Id}\">{HtmlText.Encode(part.Title)}</a></li>"))}
            </ol>
            </nav>
            <main>

            """.ReplaceLineEndings("\n"));
        writer.Write(body.ToString());
        writer.Write($"</main>\n<script>{PageResources.Script}</script>\n</body>\n</html>\n");
    }

    private static string TitleOf(IReadOnlyList<RunFacts> runs)
    {
        string[] recipes = [.. runs.Select(run => run.Record.Recipe.Name).Distinct(StringComparer.Ordinal)];
        return runs.Count == 1 ? runs[0].Label : $"{runs.Count} runs of {string.Join(", ", recipes.Take(3))}{(recipes.Length > 3 ? " and others" : "")}";
    }
}
