using System.Text;
using PuppeteerSharp;
using PuppeteerSharp.Input;
using PuppeteerSharp.Media;
using PuppeteerSharp.PageAccessibility;

namespace RewardLab.Web.Tests.Browser;

/// <summary>A page in the browser: what it shows is found by selectors or, as by a screen reader, by roles and names.</summary>
internal sealed class BrowserPage(IPage page)
{
    public string Url => page.Url;

    public IKeyboard Keyboard => page.Keyboard;

    public IMouse Mouse => page.Mouse;

    /// <summary>Opens an address, and waits until it is loaded.</summary>
    public Task GotoAsync(string address) => page.GoToAsync(address);

    public Task ReloadAsync() => page.ReloadAsync();

    public Task<string> TitleAsync() => page.GetTitleAsync();

    /// <summary>Elements by a selector of CSS.</summary>
    public PageLocator Locator(string selector) => PageLocator.Of(page, selector);

    /// <summary>Elements that have a role and a name for the browser, and so for a screen reader.</summary>
    public PageLocator GetByRole(string role, string name) => Locator($"aria/{name}[role=\"{role}\"]");

    public PageLocator Button(string name) => GetByRole("button", name);

    public PageLocator Heading(string name) => GetByRole("heading", name);

    /// <summary>Fields, sliders and lists to choose from that are labelled so.</summary>
    public PageLocator GetByLabel(string name) => Locator($"aria/{name}").Where("element => element.matches('input, select, textarea')", "fields");

    /// <summary>The innermost elements with a text.</summary>
    public PageLocator GetByText(string text) => Locator($"text/{text}");

    /// <summary>Calls a function of JavaScript in the page.</summary>
    /// <param name="function">The function's text; what it promises is waited for.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<T> EvaluateAsync<T>(string function, params object[] arguments) => page.EvaluateFunctionAsync<T>(function, arguments);

    /// <inheritdoc cref="EvaluateAsync{T}"/>
    public Task EvaluateAsync(string function, params object[] arguments) => page.EvaluateFunctionAsync(function, arguments);

    /// <summary>Waits until a function of JavaScript is true.</summary>
    public Task WaitForFunctionAsync(string function, params object[] arguments) =>
        PageWait.UntilAsync(
            async () => await page.EvaluateFunctionAsync<bool>($"async (...values) => !!await ({function})(...values)", arguments) ? null : "is not true",
            () => $"{page.Url}: {function}");

    /// <summary>Waits until the page has an address, and all of what lies there is loaded.</summary>
    public Task WaitForAddressAsync(Func<string, bool> isIt) =>
        PageWait.UntilAsync(
            async () => isIt(await page.EvaluateFunctionAsync<string>("() => document.readyState === 'complete' ? location.href : ''"))
                ? null
                : "still loading",
            () => page.Url);

    /// <summary>Sets the page's clock, which then stands still.</summary>
    public Task SetTimeAsync(DateTimeOffset time) => page.EvaluateFunctionAsync("now => { Date.now = () => now; }", time.ToUnixTimeMilliseconds());

    /// <summary>What a screen reader is told of the page: a line for each element, with its role, its name and whether it is disabled.</summary>
    public async Task<string> AccessibilityTreeAsync()
    {
        var lines = new StringBuilder();
        Write(await page.Accessibility.SnapshotAsync(new AccessibilitySnapshotOptions { InterestingOnly = false }));
        return lines.ToString();

        void Write(SerializedAXNode node)
        {
            lines.Append(node.Role).Append(" \"").Append(node.Name).Append('"').AppendLine(node.Disabled ? " [disabled]" : "");
            foreach (var child in node.Children ?? [])
            {
                Write(child);
            }
        }
    }

    /// <summary>The page on sheets of A4, as a PDF.</summary>
    public Task<byte[]> PrintAsync() => page.PdfDataAsync(new PdfOptions { Format = PaperFormat.A4, PreferCSSPageSize = true });

    /// <summary>Two fingers that part on an element, as the browser's own input and not as events of a script.</summary>
    public async Task PinchAsync(string selector)
    {
        var box = await Locator(selector).BoundingBoxAsync();
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await SendAsync("touchStart", 20);
        foreach (var apart in (decimal[])[40, 60, 90])
        {
            await SendAsync("touchMove", apart);
        }

        await page.Client.SendAsync("Input.dispatchTouchEvent", new { type = "touchEnd", touchPoints = Array.Empty<object>() });

        Task SendAsync(string type, decimal apart) => page.Client.SendAsync(
            "Input.dispatchTouchEvent", new { type, touchPoints = new[] { new { x = x - apart, y, id = 0 }, new { x = x + apart, y, id = 1 } } });
    }
}
