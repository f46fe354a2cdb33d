namespace RewardLab.Web.Tests;

/// <summary>Contact sheets on a phone: their words stay large enough to read, and what is wider than the screen is scrolled, not cut off.</summary>
public sealed class ContactSheetPageTests(Chromium chromium, ContactSheetFixture sheets) : IClassFixture<ContactSheetFixture>
{
    // Nothing on a phone is read with ease below this, in pixels of CSS.
    private const double MinTextSize = 11;

    // Each sheet's smallest text as it is shown, and what of the sheet cannot be scrolled to.
    private const string Measure =
        """
        () => [...document.querySelectorAll('figure img')].map(image => {
          const source = atob(image.src.split(',')[1]);
          const sizes = [...source.matchAll(/font-size="([0-9.]+)"/g)].map(match => Number(match[1]));
          const box = image.closest('.scroll');
          box.scrollLeft = 1e6;
          const [shown, frame] = [image.getBoundingClientRect(), box.getBoundingClientRect()];
          const missing = Math.max(0, Math.round(shown.right - frame.right), Math.round(frame.left - shown.left - box.scrollLeft));
          box.scrollLeft = 0;
          return { textSize: Math.min(...sizes) * shown.width / image.naturalWidth, missing, width: image.naturalWidth };
        })
        """;

    [Theory]
    [InlineData("run-report")]
    [InlineData("report")]
    [InlineData("served")]
    public async Task Sheets_OnAPhone_AreReadAndScrolled(string kind)
    {
        await using var visitor = await chromium.VisitAsync(390, 844);

        await visitor.Page.GotoAsync(kind switch
        {
            "run-report" => new Uri(Path.Combine(sheets.Run, "report.html")).ToString(),
            "report" => new Uri(sheets.Report).ToString(),
            _ => $"{sheets.Link}runs?run={Path.GetFileName(sheets.Run)}",
        });
        await visitor.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        await visitor.Page.EvaluateAsync("() => Promise.all([...document.images].map(image => image.decode()))");

        await visitor.ShootWholeAsync($"sheets-{kind}-390");
        var shown = await visitor.Page.EvaluateAsync<Sheet[]>(Measure);
        shown.Length.ShouldBe(2);
        shown.Max(sheet => sheet.Width).ShouldBeGreaterThan(4 * 390);
        shown.ShouldAllBe(sheet => sheet.TextSize >= MinTextSize && sheet.Missing == 0);
        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("the page itself stays in place");
        visitor.Troubles.ShouldBeEmpty();
    }

    private sealed record Sheet(double TextSize, int Missing, int Width);
}
