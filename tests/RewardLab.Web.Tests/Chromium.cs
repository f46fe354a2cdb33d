using Microsoft.Playwright;

namespace RewardLab.Web.Tests;

/// <summary>A real browser without a window; tests that need it are skipped where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var program = (from name in Names from folder in folders let path = Path.Combine(folder, name) where File.Exists(path) select path).FirstOrDefault();
        if (program is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
        }
    }

    /// <summary>Someone with a browser of their own: no storage shared with others.</summary>
    /// <param name="width">Width of the page.</param>
    /// <param name="height">Its height.</param>
    /// <param name="isDark">Whether they like it dark.</param>
    /// <param name="hasTouch">Whether the screen is touched.</param>
    internal async Task<BrowserVisitor> VisitAsync(int width = 1200, int height = 900, bool isDark = false, bool hasTouch = false)
    {
        Assert.SkipWhen(_browser is null, "there is no chromium on this machine: 'apt-get install chromium' brings one");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = hasTouch,
        });
        return await BrowserVisitor.OpenAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
