using PuppeteerSharp;

[assembly: AssemblyFixture(typeof(RewardLab.Web.Tests.Browser.Chromium))]

namespace RewardLab.Web.Tests.Browser;

/// <summary>A real browser without a window, one for all tests, begun by the first that needs it; where there is none, those are skipped.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Lazy<Task<IBrowser?>> _browser = new(LaunchAsync);

    /// <summary>Someone with a browser of their own: no storage shared with others.</summary>
    /// <param name="width">Width of the page.</param>
    /// <param name="height">Its height.</param>
    /// <param name="isDark">Whether they like it dark.</param>
    /// <param name="hasTouch">Whether the screen is touched.</param>
    internal async Task<BrowserVisitor> VisitAsync(int width = 1200, int height = 900, bool isDark = false, bool hasTouch = false)
    {
        var browser = await _browser.Value;
        Assert.SkipWhen(browser is null, "there is no chromium on this machine: 'apt-get install chromium' brings one");
        return await BrowserVisitor.OpenAsync(browser!, new ViewPortOptions { Width = width, Height = height, HasTouch = hasTouch }, isDark);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && await _browser.Value is { } browser)
        {
            await browser.DisposeAsync();
        }
    }

    private static async Task<IBrowser?> LaunchAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var program = (from name in Names from folder in folders let path = Path.Combine(folder, name) where File.Exists(path) select path).FirstOrDefault();
        return program is null ? null : await Puppeteer.LaunchAsync(
            new LaunchOptions { ExecutablePath = program, Headless = true, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 120_000 });
    }
}
