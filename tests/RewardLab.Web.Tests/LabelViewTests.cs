using RewardLab.Studies.Database;

namespace RewardLab.Web.Tests;

/// <summary>What annotators see of an item: long prompts, enlarged images, buttons in reach.</summary>
public sealed class LabelViewTests(Chromium chromium) : IDisposable
{
    private const string Long =
        "A photograph of an old harbour at dawn with seven red fishing boats, two white sails, a lighthouse on the left, a man in a yellow coat who mends a "
        + "net, three gulls on a post, wooden crates full of ice and herring, fog over the water, and a green van with a dent in its door.";

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData(1440, 900, 1)]
    [InlineData(768, 1024, 1)]
    [InlineData(390, 844, 1)]
    [InlineData(390, 664, 8)]
    [InlineData(844, 390, 8)]
    public async Task Prompt_HoweverLong_CanBeReadWithTheButtonsInView(int width, int height, int times)
    {
        var prompt = string.Join(' ', Enumerable.Repeat(Long, times));
        TestImages.Write(_workplace, "images", 4, _ => prompt, size: 512);
        await using var visitor = await chromium.VisitAsync(width, height);
        using var served = new ServedPages(_workplace, "label", "images");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.Page.Locator("#image").WaitForAsync();

        await ButtonsAreInViewAsync(visitor);
        var isCut = await visitor.Page.Locator("#prompt-whole").IsVisibleAsync();
        isCut.ShouldBe(times > 1, "a prompt of 270 characters has room everywhere");
        if (isCut)
        {
            await visitor.Page.Keyboard.PressAsync("p");
            (await visitor.Page.Locator("#prompt-whole").GetAttributeAsync("aria-expanded")).ShouldBe("true");
        }

        (await visitor.Page.EvaluateAsync<bool>("() => { const p = document.getElementById('prompt'); return p.scrollHeight <= p.clientHeight + 1; }"))
            .ShouldBeTrue("nothing of it is clipped");
        await visitor.Page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        await ButtonsAreInViewAsync(visitor);
        await visitor.Page.Locator("[data-value='1']").ClickAsync();
        await visitor.WaitForTextAsync("#count", text => text == "1 of 4");
        visitor.Troubles.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\u05e9\u05e0\u05d9 \u05ea\u05e4\u05d5\u05d7\u05d9\u05dd", "rtl")]
    [InlineData("two apples", "ltr")]
    public async Task Prompt_OfAnyScript_RunsInItsDirection(string prompt, string direction)
    {
        TestImages.Write(_workplace, "images", 2, _ => prompt, size: 64);
        await using var visitor = await chromium.VisitAsync();
        using var served = new ServedPages(_workplace, "label", "images");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.Page.Locator("#image").WaitForAsync();

        await visitor.WaitForTextAsync("#prompt", text => text == prompt);
        (await visitor.Page.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('prompt')).direction")).ShouldBe(direction);
    }

    [Fact]
    public async Task Image_EnlargedByClickWheelAndKeys_IsMovedAndClosedAndAnswersNothing()
    {
        TestImages.Write(_workplace, "images", 4, size: 64);
        await using var visitor = await chromium.VisitAsync();
        using var served = new ServedPages(_workplace, "label", "images");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.Page.Locator("#image").WaitForAsync();
        var page = visitor.Page;
        Task<string> LevelAsync() => page.Locator("#zoom-level").TextContentAsync();

        await page.Locator("#image").ClickAsync();
        await page.Locator("#zoom[open]").WaitForAsync();
        (await LevelAsync()).ShouldBe("100%");
        await page.Keyboard.PressAsync("+");
        (await LevelAsync()).ShouldBe("150%");
        await page.Keyboard.PressAsync("ArrowRight");
        (await page.EvaluateAsync<string>("() => document.getElementById('zoomed').style.transform")).ShouldStartWith("translate(-80px");
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("0");
        (await LevelAsync()).ShouldBe("100%");
        await CloseAsync("z");

        await page.Locator("#image").HoverAsync();
        await page.Mouse.WheelAsync(0, -400);
        await page.Locator("#zoom[open]").WaitForAsync();
        int.Parse((await LevelAsync()).TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(200);
        await CloseAsync("Escape");
        await page.Keyboard.PressAsync("z");
        await page.Locator("#zoom[open]").WaitForAsync();
        await CloseAsync("Escape");
        (await page.Locator("#count").TextContentAsync()).ShouldBe("0 of 4", "keys mean nothing while an image is looked at");
        await page.Keyboard.PressAsync("1");
        await visitor.WaitForTextAsync("#count", text => text == "1 of 4");
        visitor.Troubles.ShouldBeEmpty();

        async Task CloseAsync(string key)
        {
            await page.Keyboard.PressAsync(key);
            await page.Locator("#zoom:not([open])").WaitToExistAsync();
        }
    }

    [Fact]
    public async Task Images_ThirtyOnAPhoneByTouch_AreEnlargedByTwoFingersAndLabelled()
    {
        TestImages.Write(_workplace, "images", 30, i => i % 3 == 0 ? Long : $"prompt {i}", size: 256);
        await using var visitor = await chromium.VisitAsync(390, 844, hasTouch: true);
        using var served = new ServedPages(_workplace, "label", "images", "--annotators-each", "1");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.Page.Locator("#image").WaitForAsync();
        await visitor.Page.PinchAsync("#image");
        await visitor.Page.Locator("#zoom[open]").WaitForAsync();
        await visitor.WaitForTextAsync("#zoom-level", text => text is not ("" or "100%"));
        await visitor.Page.Button("Close").TapAsync();

        for (var i = 0; i < 30; i++)
        {
            await visitor.Page.Locator("#image").WaitForAsync();
            await ButtonsAreInViewAsync(visitor);
            await visitor.Page.Locator($"[data-value='{1 - (i % 3)}']").TapAsync();
            await visitor.WaitForTextAsync("#count", text => text == $"{i + 1} of 30");
        }

        await visitor.Page.Locator("#over").WaitForAsync();
        await visitor.WaitUntilSavedAsync();
        visitor.Troubles.ShouldBeEmpty();
        served.End().ExitCode.ShouldBe(0);
        StudyContent.Read(_workplace["images/labels.db"])
            .Latest.CountBy(answer => answer.Answer.Value)
            .ToDictionary()
            .ShouldBe(new Dictionary<int, int> { [1] = 10, [0] = 10, [-1] = 10 }, ignoreOrder: true);
    }

    private static async Task ButtonsAreInViewAsync(BrowserVisitor visitor) =>
        (await visitor.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('#answers button, #back, #forward')].filter(button => {
              const box = button.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth || !(top === button || button.contains(top));
            }).map(button => button.textContent)
            """)).ShouldBeEmpty("each button is whole in view, and nothing covers it");
}
