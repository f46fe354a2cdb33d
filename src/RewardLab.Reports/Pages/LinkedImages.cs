using RewardLab.Reports.Documents;
using RewardLab.Runs.Samples;

namespace RewardLab.Reports.Pages;

/// <summary>Images that a page fetches from where it came from, when they are looked at.</summary>
/// <param name="addressOf">The address of a file of a run: the run, and the path inside its folder with forward slashes.</param>
public sealed class LinkedImages(Func<RunFacts, string, string> addressOf) : PageImages
{
    /// <inheritdoc />
    public override IReadOnlyList<PageSheet> Sheets(RunFacts run, HeldOutImages images, int parts)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Sheets.Select(sheet => new PageSheet(sheet, HtmlText.Encode(addressOf(run, sheet.Path)), " loading=\"lazy\""))];
    }
}
