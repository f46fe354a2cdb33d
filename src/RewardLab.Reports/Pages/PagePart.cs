using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>A section of a page about runs. Each can be written by itself, as a fragment of a page that is open.</summary>
/// <param name="id">What links lead to.</param>
/// <param name="title">Its heading.</param>
public abstract class PagePart(string id, string title)
{
    /// <summary>What links lead to.</summary>
    public string Id { get; } = id;

    /// <summary>Heading of the part, and its entry in the contents.</summary>
    public string Title { get; } = title;

    /// <summary>Whether there is nothing to show.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Writes it as a section with its heading: HTML that is XML as well, without styles of its own and without scripts that run.</summary>
    /// <param name="writer">The page.</param>
    /// <param name="colors">Takes up the colours whose rules the page's style must have.</param>
    public void Write(TextWriter writer, PageColors colors)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(colors);
        writer.Write($"<section id=\"{Id}\" class=\"part\">\n<h2>{HtmlText.Encode(Title)}</h2>\n");
        WriteContent(writer, colors);
        writer.Write("</section>\n");
    }

    /// <summary>Writes what stands below the heading.</summary>
    private protected abstract void WriteContent(TextWriter writer, PageColors colors);

    /// <summary>A run's name with its colour; without one where its curves have several.</summary>
    private protected static string Named(RunFacts run) =>
        $"<span class=\"run {(run.Style is { } style ? $"ink-{style.Ink}" : "ink-none")}\">{HtmlText.Encode(run.Label)}</span>";
}
