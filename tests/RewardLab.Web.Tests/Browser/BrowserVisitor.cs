using System.Collections.Concurrent;
using PuppeteerSharp;

namespace RewardLab.Web.Tests.Browser;

/// <summary>Someone before a page in the browser, and everything that went wrong on it.</summary>
internal sealed class BrowserVisitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly TemporaryFolder _downloads;
    private readonly ViewPortOptions _screen;
    private readonly bool _isDark;
    private readonly ConcurrentQueue<string> _troubles = [];
    private readonly ConcurrentQueue<IResponse> _replies = [];
    private readonly List<(string Pattern, Func<RoutedRequest, Task> Handle)> _routes = [];
    private IPage? _page;

    private BrowserVisitor(IBrowserContext context, TemporaryFolder downloads, ViewPortOptions screen, bool isDark) =>
        (_context, _downloads, _screen, _isDark) = (context, downloads, screen, isDark);

    public BrowserPage Page { get; private set; } = null!;

    /// <summary>Errors of scripts, of the console and of requests, and requests that left this machine.</summary>
    public IReadOnlyCollection<string> Troubles => _troubles;

    public static async Task<BrowserVisitor> OpenAsync(IBrowser browser, ViewPortOptions screen, bool isDark)
    {
        var downloads = new TemporaryFolder();
        var context = await browser.CreateBrowserContextAsync(new BrowserContextOptions
        {
            DownloadBehavior = new DownloadBehavior { Policy = DownloadPolicy.Allow, DownloadPath = downloads.Path },
        });
        var visitor = new BrowserVisitor(context, downloads, screen, isDark);
        await visitor.ReopenAsync();
        return visitor;
    }

    /// <summary>Closes the page, and opens an empty one in the same browser.</summary>
    public async Task ReopenAsync()
    {
        if (_page is not null)
        {
            await _page.CloseAsync();
        }

        _page = await _context.NewPageAsync();
        (_page.DefaultTimeout, _page.DefaultNavigationTimeout) = (60_000, 60_000);
        Page = new BrowserPage(_page);
        await _page.SetViewportAsync(_screen);
        await _page.EmulateMediaFeaturesAsync(
        [
            new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = _isDark ? "dark" : "light" },
            new MediaFeatureValue { MediaFeature = MediaFeature.PrefersReducedMotion, Value = "reduce" },
        ]);

        // Of several pages at once, each has the focus, as on machines of their own.
        await _page.EmulateFocusedPageAsync(true);
        Listen(_page);
        foreach (var (pattern, handle) in _routes)
        {
            await HoldAsync(_page, pattern, handle);
        }
    }

    /// <summary>Holds requests, on this page and on those that are opened later, for the test to decide on.</summary>
    /// <param name="pattern">Of their addresses: * stands for anything.</param>
    /// <param name="handle">Lets one through, refuses or answers it.</param>
    public Task RouteAsync(string pattern, Func<RoutedRequest, Task> handle)
    {
        _routes.Add((pattern, handle));
        return HoldAsync(_page!, pattern, handle);
    }

    /// <summary>The texts of all replies so far of addresses that contain a text.</summary>
    public async Task<string> RepliesAsync(string part) =>
        string.Concat(await Task.WhenAll(_replies.Where(reply => reply.Url.Contains(part, StringComparison.Ordinal)).Select(reply => reply.TextAsync())));

    /// <summary>Waits for so many replies more than there are now of addresses that contain a text.</summary>
    public Task WaitForRepliesAsync(string part, int count)
    {
        int Count() => _replies.Count(reply => reply.Url.Contains(part, StringComparison.Ordinal));
        var wanted = Count() + count;
        return Poll.UntilAsync(() => Count() >= wanted, $"{count} more replies of {part}");
    }

    /// <summary>Does what downloads a file, and waits for it.</summary>
    /// <returns>The path of the file, which is gone with the visitor.</returns>
    public async Task<string> DownloadAsync(Func<Task> act)
    {
        var before = Directory.GetFiles(_downloads.Path);
        var added = Array.Empty<string>();
        await act();
        await Poll.UntilAsync(
            () => (added = [.. Directory.GetFiles(_downloads.Path).Except(before)]) is [var file] && !file.EndsWith(".crdownload", StringComparison.Ordinal),
            "a downloaded file");
        return added[0];
    }

    /// <summary>Gives a name on the first page, and closes the instructions.</summary>
    public async Task JoinAsync(string link, string name)
    {
        await Page.GotoAsync(link);
        await Page.GetByLabel("Your name, or a pseudonym").FillAsync(name);
        await Page.Keyboard.PressAsync("Enter");
        await WaitToLeaveAsync(link);
        await BeginAsync();
    }

    /// <summary>Waits until the page is another one.</summary>
    public Task WaitToLeaveAsync(string address) => Page.WaitForAddressAsync(now => now.Length > 0 && now != address);

    public async Task BeginAsync()
    {
        await Page.Button("Begin").ClickAsync();
        await WaitForTextAsync("#prompt", text => text.Length > 0);
    }

    /// <summary>Waits until an element says what it should.</summary>
    public Task WaitForTextAsync(string selector, Func<string, bool> isIt) => PageWait.UntilAsync(
        async () =>
        {
            var text = await _page!.EvaluateFunctionAsync<string>("selector => document.querySelector(selector)?.textContent ?? ''", selector);
            return isIt(text) ? null : $"says '{text}'";
        },
        () => $"{Page.Url}: {selector}; {string.Join("; ", _troubles)}");

    /// <summary>Waits until everything that was answered is on the disk.</summary>
    public Task WaitUntilSavedAsync() => Page.WaitForFunctionAsync("() => document.documentElement.dataset.waiting === '0'");

    /// <summary>An image of the page, for people: in the folder that REWARDLAB_SCREENSHOTS names, if it does.</summary>
    public Task ShootAsync(string name) => ShootAsync(name, isWhole: false);

    /// <summary>The same of the whole page, however long it is.</summary>
    public Task ShootWholeAsync(string name) => ShootAsync(name, isWhole: true);

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _downloads.Dispose();
    }

    private static async Task HoldAsync(IPage page, string pattern, Func<RoutedRequest, Task> handle)
    {
        var session = await page.CreateCDPSessionAsync();
        session.MessageReceived += async (_, message) =>
        {
            if (message.MessageID == "Fetch.requestPaused")
            {
                try
                {
                    await handle(new RoutedRequest(session, message.MessageData.GetProperty("requestId").GetString()!));
                }
                catch (PuppeteerException)
                {
                    // The page was closed with the request.
                }
            }
        };
        await session.SendAsync("Fetch.enable", new { patterns = new[] { new { urlPattern = pattern } } });
    }

    private void Listen(IPage page)
    {
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
            {
                _troubles.Enqueue($"{e.Message.Type}: {e.Message.Text}");
            }
        };
        page.PageError += (_, e) => _troubles.Enqueue(e.Message);
        page.Dialog += async (_, e) =>
        {
            _troubles.Enqueue($"dialog: {e.Dialog.Message}");
            await e.Dialog.Accept();
        };
        page.Response += (_, e) => _replies.Enqueue(e.Response);
        page.Request += (_, e) =>
        {
            if (new Uri(e.Request.Url) is not ({ Scheme: "data" or "file" } or { Scheme: "http", Host: "127.0.0.1" }))
            {
                _troubles.Enqueue($"asked elsewhere: {e.Request.Url}");
            }
        };
    }

    private async Task ShootAsync(string name, bool isWhole)
    {
        if (Environment.GetEnvironmentVariable("REWARDLAB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await _page!.ScreenshotAsync(Path.Combine(folder, $"{name}.png"), new ScreenshotOptions { FullPage = isWhole });
        }
    }
}
