using Microsoft.Playwright;

namespace RewardLab.Web.Tests;

/// <summary>A page in the browser, and everything that went wrong on it.</summary>
internal sealed class BrowserVisitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _troubles = [];

    private BrowserVisitor(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; private set; }

    public IBrowserContext Context => _context;

    /// <summary>Errors of scripts, of the console and of requests, and requests that left this machine.</summary>
    public IReadOnlyList<string> Troubles => _troubles;

    public static async Task<BrowserVisitor> OpenAsync(IBrowserContext context)
    {
        var visitor = new BrowserVisitor(context, null!);
        await visitor.ReopenAsync();
        return visitor;
    }

    /// <summary>Closes the page, and opens an empty one in the same browser.</summary>
    public async Task ReopenAsync()
    {
        if (Page is not null)
        {
            await Page.CloseAsync(new PageCloseOptions { RunBeforeUnload = false });
        }

        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(30_000);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _troubles.Add($"{message.Type}: {message.Text}");
            }
        };
        Page.PageError += (_, error) => _troubles.Add(error);
        Page.Request += (_, request) =>
        {
            if (!(request.Url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)
                || request.Url.StartsWith("data:", StringComparison.Ordinal)
                || request.Url.StartsWith("file:", StringComparison.Ordinal)))
            {
                _troubles.Add($"asked elsewhere: {request.Url}");
            }
        };
    }

    /// <summary>Gives a name on the first page, and closes the instructions.</summary>
    public async Task JoinAsync(string link, string name)
    {
        await Page.GotoAsync(link);
        await Page.GetByLabel("Your name").FillAsync(name);
        await Page.Keyboard.PressAsync("Enter");
        await WaitToLeaveAsync(link);
        await BeginAsync();
    }

    /// <summary>Waits until the page is another one.</summary>
    public async Task WaitToLeaveAsync(string address)
    {
        // The address is asked for: waiting for the event would miss a page that was there before.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (Page.Url == address)
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                Assert.Fail($"{Page.Url} says: {await Page.InnerTextAsync("main")}; {string.Join("; ", _troubles)}");
            }

            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(10), "between two checks of the page's address");
        }
    }

    public async Task BeginAsync()
    {
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Begin" }).ClickAsync();
        await WaitForTextAsync("#prompt", text => text.Length > 0);
    }

    /// <summary>Waits until an element says what it should.</summary>
    public async Task WaitForTextAsync(string selector, Func<string, bool> isIt)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!isIt(await Page.TextContentAsync(selector) ?? ""))
        {
            watch.Elapsed.ShouldBeLessThan(
                TimeSpan.FromSeconds(30), $"{selector} says '{await Page.TextContentAsync(selector)}'; {string.Join("; ", _troubles)}");
            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(10), "between two checks of the page");
        }
    }

    /// <summary>Waits until everything that was answered is on the disk.</summary>
    public Task WaitUntilSavedAsync() => Page.WaitForFunctionAsync("() => document.documentElement.dataset.waiting === '0'");

    /// <summary>An image of the page, for people: in the folder that REWARDLAB_SCREENSHOTS names, if it does.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("REWARDLAB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        }
    }

    /// <summary>The same of the whole page, however long it is.</summary>
    public async Task ShootWholeAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("REWARDLAB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
