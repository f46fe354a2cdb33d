using System.Text.Json;
using PuppeteerSharp;

namespace RewardLab.Web.Tests.Browser;

/// <summary>A way to elements of a page, gone anew for each question: what the page puts in their place in the meantime is found as well.</summary>
internal sealed class PageLocator
{
    // Where an element can be pressed: in view, at rest, enabled and under nothing else.
    private const string Reach =
        """
        async element => {
          const problem = problem => ({ problem, x: 0, y: 0 });
          if (!element.isConnected || !element.checkVisibility({ visibilityProperty: true })) {
            return problem('it is not visible');
          }

          if (element.matches(':disabled')) {
            return problem('it is disabled');
          }

          element.scrollIntoViewIfNeeded();
          const before = element.getBoundingClientRect();
          await new Promise(resolve => requestAnimationFrame(resolve));
          const box = element.getBoundingClientRect();
          if (box.x !== before.x || box.y !== before.y || box.width !== before.width || box.height !== before.height) {
            return problem('it moves');
          }

          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const top = document.elementFromPoint(x, y);
          return element.contains(top) || top?.closest('label')?.control === element
            ? { problem: null, x, y }
            : problem(`it is under ${top?.outerHTML.slice(0, 80)}`);
        }
        """;

    // A text is typed by the browser; other values are set as its own controls do it.
    private const string SetValue =
        """
        (element, value) => {
          element.focus();
          if (element.matches('textarea, input:not([type]), [type=text], [type=search]')) {
            element.select();
            return true;
          }

          const option = [...element.options ?? []].find(option => option.value === value || option.label === value);
          element.value = option?.value ?? value;
          element.dispatchEvent(new Event('input', { bubbles: true }));
          element.dispatchEvent(new Event('change', { bubbles: true }));
          return false;
        }
        """;

    private const string IsVisible =
        "element => element.checkVisibility({ visibilityProperty: true }) && Math.min(element.getBoundingClientRect().width, "
        + "element.getBoundingClientRect().height) > 0";

    private readonly IPage _page;
    private readonly string _name;
    private readonly Func<Task<IElementHandle[]>> _find;

    private PageLocator(IPage page, string name, Func<Task<IElementHandle[]>> find) => (_page, _name, _find) = (page, name, find);

    public PageLocator First => Nth(0);

    /// <summary>The elements that a selector of CSS names.</summary>
    public static PageLocator Of(IPage page, string selector) => new(page, selector, () => page.QuerySelectorAllAsync(selector));

    /// <summary>One of them, counted from zero.</summary>
    public PageLocator Nth(int index) => new(_page, $"{_name} [{index}]", async () => [.. (await _find()).Skip(index).Take(1)]);

    /// <summary>Those inside that a selector names.</summary>
    public PageLocator Locator(string selector) => new(
        _page,
        $"{_name} {selector}",
        async () => [.. (await Task.WhenAll((await _find()).Select(element => element.QuerySelectorAllAsync(selector)))).SelectMany(found => found)]);

    /// <summary>Those inside that have a role and a name for the browser, and so for a screen reader.</summary>
    public PageLocator GetByRole(string role, string name) => Locator($"aria/{name}[role=\"{role}\"]");

    public PageLocator Button(string name) => GetByRole("button", name);

    /// <summary>Those among them with a text somewhere inside.</summary>
    public PageLocator WithText(string text) => Where("(element, text) => element.textContent.includes(text)", $"with '{text}'", text);

    /// <summary>Those among them for which a function of the page is true.</summary>
    public PageLocator Where(string function, string name, params object[] arguments) => new(_page, $"{_name} {name}", async () =>
    {
        var found = await _find();
        var isIt = await Task.WhenAll(found.Select(element => element.EvaluateFunctionAsync<bool>(function, arguments)));
        return [.. found.Where((_, i) => isIt[i])];
    });

    public async Task<int> CountAsync() => (await _find()).Length;

    /// <summary>How many of them can be seen.</summary>
    public Task<int> CountVisibleAsync() => Where(IsVisible, "visible").CountAsync();

    public async Task<bool> IsVisibleAsync() => await CountVisibleAsync() > 0;

    /// <summary>Waits until one can be seen.</summary>
    public Task WaitForAsync() => UntilAsync(async () => await IsVisibleAsync() ? null : "cannot be seen");

    /// <summary>Waits until there is one, seen or not.</summary>
    public Task WaitToExistAsync() => UntilAsync(async () => await CountAsync() > 0 ? null : "is not there");

    /// <summary>Waits until there are so many.</summary>
    public Task WaitForCountAsync(int count) => UntilAsync(async () =>
    {
        var there = await CountAsync();
        return there == count ? null : $"{there} are there, not {count}";
    });

    public Task<string> TextContentAsync() => AskAsync<string>("element => element.textContent");

    public async Task<string[]> AllTextContentsAsync() =>
        await Task.WhenAll((await _find()).Select(element => element.EvaluateFunctionAsync<string>("element => element.textContent")));

    public Task<string?> GetAttributeAsync(string name) => AskAsync<string?>("(element, name) => element.getAttribute(name)", name);

    public Task<string> InputValueAsync() => AskAsync<string>("element => element.value");

    /// <summary>The rectangle that it takes of the page's visible part, in pixels of CSS.</summary>
    public async Task<BoundingBox> BoundingBoxAsync() => await (await OnlyAsync()).BoundingBoxAsync();

    public async Task ScrollIntoViewAsync() => await (await OnlyAsync()).EvaluateFunctionAsync("element => element.scrollIntoViewIfNeeded()");

    public async Task ClickAsync()
    {
        var (x, y) = await ReachAsync();
        await _page.Mouse.ClickAsync(x, y);
    }

    public async Task TapAsync()
    {
        var (x, y) = await ReachAsync();
        await _page.Touchscreen.TapAsync(x, y);
    }

    public async Task HoverAsync()
    {
        var (x, y) = await ReachAsync();
        await _page.Mouse.MoveAsync(x, y);
    }

    /// <summary>Puts a value in the place of what is there: a text, a number of a slider, an option by its value or label.</summary>
    public async Task FillAsync(string value)
    {
        var element = await OnlyAsync();
        if (await element.EvaluateFunctionAsync<bool>(SetValue, value))
        {
            await _page.Keyboard.SendCharacterAsync(value);
        }
    }

    public async Task SetCheckedAsync(bool isChecked)
    {
        if (await AskAsync<bool>("element => element.checked") != isChecked)
        {
            await ClickAsync();
            await UntilAsync(async () => await AskAsync<bool>("element => element.checked") == isChecked ? null : "does not change");
        }
    }

    private Task<T> AskAsync<T>(string function, params object[] arguments) =>
        WithOnlyAsync<T>(async element => (null, await element.EvaluateFunctionAsync<T>(function, arguments)));

    private Task<IElementHandle> OnlyAsync() => WithOnlyAsync(element => Task.FromResult<(string?, IElementHandle)>((null, element)));

    private Task<(decimal X, decimal Y)> ReachAsync() => WithOnlyAsync(async element =>
    {
        var reach = await element.EvaluateFunctionAsync<JsonElement>(Reach);
        return (reach.GetProperty("problem").GetString(), (reach.GetProperty("x").GetDecimal(), reach.GetProperty("y").GetDecimal()));
    });

    // Asks until there is exactly one and nothing is wrong with it: of several, a test has to say which it means.
    private async Task<T> WithOnlyAsync<T>(Func<IElementHandle, Task<(string? Problem, T Value)>> ask)
    {
        T value = default!;
        await UntilAsync(async () =>
        {
            var found = await _find();
            if (found.Length != 1)
            {
                return $"{found.Length} are there, not one";
            }

            (var problem, value) = await ask(found[0]);
            return problem;
        });
        return value;
    }

    private Task UntilAsync(Func<Task<string?>> missing) => PageWait.UntilAsync(missing, () => $"{_page.Url}: {_name}");
}
