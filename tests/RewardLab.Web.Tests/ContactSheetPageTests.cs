namespace RewardLab.Web.Tests;

/// <summary>Contact sheets on a phone: their words stay large enough to read, and what is wider than the screen is scrolled, not cut off.</summary>
public sealed class ContactSheetPageTests(Chromium chromium) : IDisposable
{
    // Nothing on a phone is read with ease below this, in pixels of CSS.
    private const double MinTextSize = 11;

    private const string Recipe =
        """
        var pools = Lab.Generate(Lab.ImageModel("toybox"), ["a cat", "a cat and two balls"], 8);
        var clip = Lab.Reward("toybox-clip").Named("clip");
        var truth = Lab.Reward("toybox-truth").Named("truth");
        Lab.Charts.BestOfN("narrow", pools, clip, truth, [1, 8]);
        Lab.Charts.BestOfN("broad", pools, clip, truth, [1, 2, 3, 4, 5, 6, 7, 8]);
        """;

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

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("run-report")]
    [InlineData("report")]
    [InlineData("served")]
    public async Task Sheets_OnAPhone_AreReadAndScrolled(string kind)
    {
        _workplace.Write("sheets.csx", Recipe);
        var outcome = _workplace.Run("run", "sheets.csx", "--runs", "kept", "--seed", "1");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html").ExitCode.ShouldBe(0);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept");
        await using var visitor = await chromium.VisitAsync(390, 844);

        await visitor.Page.GotoAsync(kind switch
        {
            "run-report" => new Uri(Path.Combine(folder, "report.html")).ToString(),
            "report" => new Uri(_workplace["report.html"]).ToString(),
            _ => $"{served.Links[0]}runs?run={Path.GetFileName(folder)}",
        });
        await visitor.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        await visitor.Page.EvaluateAsync("() => Promise.all([...document.images].map(image => image.decode()))");

        await visitor.ShootWholeAsync($"sheets-{kind}-390");
        var sheets = await visitor.Page.EvaluateAsync<Sheet[]>(Measure);
        sheets.Length.ShouldBe(2);
        sheets.Max(sheet => sheet.Width).ShouldBeGreaterThan(4 * 390);
        sheets.ShouldAllBe(sheet => sheet.TextSize >= MinTextSize && sheet.Missing == 0);
        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("the page itself stays in place");
        visitor.Troubles.ShouldBeEmpty();
    }

    private sealed record Sheet(double TextSize, int Missing, int Width);
}
