namespace RewardLab.Web.Tests;

/// <summary>Every page that people answer on, at the sizes of a desk, a tablet and a phone, light and dark.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IDisposable
{
    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (768, 1024), (390, 844)];

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task LabelPages_AtEverySizeLightAndDark_BreakNoRule()
    {
        TestImages.Write(
            _workplace, "images", 8, i => i < 4 ? "two red apples on a blue plate" : string.Join(' ', Enumerable.Repeat("a very long prompt", 60)));
        using var served = new ServedPages(_workplace, "label", "images", "--annotators-each", "6");
        await ForEachAsync(async (visitor, name) =>
        {
            await visitor.Page.GotoAsync(served.Links[0]);
            await CheckAsync(visitor, $"join-{name}");
            await visitor.Page.GetByLabel("Your name, or a pseudonym").FillAsync(name);
            await visitor.Page.Keyboard.PressAsync("Enter");
            await visitor.Page.Locator("#instructions[open]").WaitForAsync();
            await CheckAsync(visitor, $"label-instructions-{name}");
            await visitor.BeginAsync();
            await CheckAllPromptsAsync(visitor, name);
            await visitor.Page.Keyboard.PressAsync("z");
            await visitor.Page.Locator("#zoom[open]").WaitForAsync();
            await CheckAsync(visitor, $"label-zoom-{name}");
        });
    }

    [Fact]
    public async Task JudgePages_AtEverySizeLightAndDark_BreakNoRule()
    {
        foreach (var model in (string[])["red", "blue"])
        {
            TestImages.Write(
                _workplace, model, 16, i => i < 8 ? "a dog chasing a cat" : "a cup of tea beside a book, on a table of oak, in the light of the evening");
        }

        using var served = new ServedPages(_workplace, "judge", "red", "blue", "--to", "judged.db", "--annotators-each", "6");
        await ForEachAsync(async (visitor, name) =>
        {
            await visitor.JoinAsync(served.Links[0], name);
            await CheckAsync(visitor, $"judge-{name}");
            await visitor.Page.Keyboard.PressAsync("?");
            await visitor.Page.Locator("#instructions[open]").WaitForAsync();
            await CheckAsync(visitor, $"judge-instructions-{name}");
            await visitor.BeginAsync();
            await visitor.Page.Keyboard.PressAsync("z");
            await visitor.Page.Locator("#zoom[open]").WaitForAsync();
            await CheckAsync(visitor, $"judge-zoom-{name}");
        });
    }

    [Fact]
    public async Task LabelPages_WhenNothingIsLeftAndForANameThatIsThere_BreakNoRule()
    {
        TestImages.Write(_workplace, "images", 1);
        using var served = new ServedPages(_workplace, "label", "images", "--annotators-each", "6");
        await ForEachAsync(async (visitor, name) =>
        {
            await visitor.JoinAsync(served.Links[0], name);
            await visitor.Page.Locator("#image").WaitForAsync();
            await visitor.Page.Keyboard.PressAsync("1");
            await visitor.WaitForTextAsync("#over-title", text => text == "You are done. Thank you.");
            await visitor.WaitUntilSavedAsync();
            await CheckAsync(visitor, $"label-over-{name}");

            await visitor.Page.GotoAsync(served.Links[0]);
            await visitor.Page.GetByLabel("Your name, or a pseudonym").FillAsync(name);
            await visitor.Page.Keyboard.PressAsync("Enter");
            await visitor.WaitForTextAsync("#same-question", text => text == $"1 answer so far under the name \"{name}\": is that you?");
            await CheckAsync(visitor, $"label-same-name-{name}");
        });
    }

    [Fact]
    public async Task LabelPage_WhileOthersHoldTheRest_BreaksNoRule()
    {
        await using var served = await ServedStudyFixture.StartAsync(_workplace, 3, annotatorsPerItem: 1);
        served.Study.Board.Next(served.Study.Join("Ben"), new HashSet<long>(), 8).Count.ShouldBe(3);
        await ForEachAsync(async (visitor, name) =>
        {
            await visitor.Page.GotoAsync(served.LinkOf(name));
            await visitor.Page.Button("Begin").ClickAsync();
            await visitor.WaitForTextAsync("#over-held", text => text.StartsWith("Ben has 3 of the remaining in hand", StringComparison.Ordinal));
            await CheckAsync(visitor, $"label-held-{name}");
        });
    }

    [Fact]
    public async Task Page_OfALinkThatDoesNotWork_BreaksNoRule()
    {
        TestImages.Write(_workplace, "images", 1);
        using var served = new ServedPages(_workplace, "label", "images");
        await ForEachAsync(
            async (visitor, name) =>
            {
                await visitor.Page.GotoAsync(new Uri(new Uri(served.Links[0]), "../nobody-has-this-link/").ToString());
                await visitor.Page.Heading("This link does not work").WaitForAsync();
                await CheckAsync(visitor, $"dead-link-{name}");
            },
            trouble => trouble.Contains("404", StringComparison.Ordinal));
    }

    // A short prompt and a long one, cut and whole.
    private static async Task CheckAllPromptsAsync(BrowserVisitor visitor, string name)
    {
        var seen = new HashSet<bool>();
        for (var i = 0; i < 8 && seen.Count < 2; i++)
        {
            await visitor.Page.Locator("#image").WaitForAsync();
            var isLong = (await visitor.Page.Locator("#prompt").TextContentAsync()).Length > 200;
            if (seen.Add(isLong))
            {
                await CheckAsync(visitor, $"label-{(isLong ? "long" : "short")}-{name}");
            }

            await visitor.Page.Keyboard.PressAsync("1");
            await visitor.WaitForTextAsync("#count", text => text.StartsWith($"{i + 1} of", StringComparison.Ordinal));
        }

        seen.Count.ShouldBe(2);
        await visitor.Page.Locator("#image").WaitForAsync();
    }

    private static async Task CheckAsync(BrowserVisitor visitor, string name)
    {
        await visitor.ShootAsync(name);
        (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty(name);
        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"))
            .ShouldBeTrue($"{name}: nothing is cut off at the side");
    }

    private async Task ForEachAsync(Func<BrowserVisitor, string, Task> check, Func<string, bool>? isExpected = null)
    {
        foreach (var (width, height) in Sizes)
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                await check(visitor, $"{width}{(isDark ? "-dark" : "")}");
                visitor.Troubles.ShouldAllBe(trouble => isExpected != null && isExpected(trouble));
            }
        }
    }
}
