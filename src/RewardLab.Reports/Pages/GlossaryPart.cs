using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>What the terms mean that the page uses.</summary>
/// <param name="html">All other parts of the page.</param>
public sealed class GlossaryPart(string html) : PagePart("glossary", "Terms")
{
    private readonly IReadOnlyList<(string Term, string Meaning)> _terms = Glossary.Of(html);

    /// <inheritdoc />
    public override bool IsEmpty => _terms.Count == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors) => Glossary.Write(writer, _terms);
}
