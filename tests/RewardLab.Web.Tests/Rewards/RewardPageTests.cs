#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The service's page, at the sizes of a desk, a tablet and a phone, light and dark.</summary>
public sealed class RewardPageTests(Chromium chromium) : IDisposable
{
    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (768, 1024), (390, 844)];

    private readonly Workplace _workplace = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Page_AtEverySizeLightAndDark_BreaksNoRule()
    {
        using var served = new ServedRewards(
            _workplace, "--reward", "toybox-clip", "--reward", "toybox-pickscore", "--default", "toybox-clip", "--watch", "watched", "--watch-window", "2",
            "--held-out", "toybox-truth");
        await CheckAsync(served, "idle");
        await SendAsync(served);
        using var refused = await _client.PostAsync(new Uri(served.Url, "any/long/path"), new ByteArrayContent([1, 2, 3]));
        await Poll.UntilAsync(
            () => _client.GetStringAsync(served.Url).GetAwaiter().GetResult().Contains("windows in the run</th><td>1<", StringComparison.Ordinal), "a window");
        await CheckAsync(served, "busy");
    }

    [Fact]
    public async Task Page_RenewsItselfUnlessThatIsSwitchedOff()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        await using var visitor = await chromium.VisitAsync(1440, 900, isDark: false);
        await visitor.Page.GotoAsync(served.Url.ToString());
        await visitor.Page.Locator("#renew").WaitForAsync();
        (await visitor.Page.EvaluateAsync<string>("() => document.getElementById('live').innerText")).ShouldContain("No request is waiting.");
        await SendAsync(served);
        await visitor.WaitForTextAsync("#live", text => text.Contains("compute", StringComparison.Ordinal));
        await visitor.Page.Locator("#renew").ClickAsync();
        (await visitor.Page.EvaluateAsync<bool>("() => document.getElementById('renew').checked")).ShouldBeFalse();
        visitor.Troubles.ShouldBeEmpty();
    }

    private async Task SendAsync(ServedRewards served)
    {
        using var reply = await _client.PostAsync(new Uri(served.Url, "compute"), new ByteArrayContent(GoldenBodies.Read("compute.request.json")));
        reply.EnsureSuccessStatusCode();
    }

    private async Task CheckAsync(ServedRewards served, string name)
    {
        foreach (var (width, height) in Sizes)
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                var shown = $"rewards-{name}-{width}{(isDark ? "-dark" : "")}";
                await visitor.Page.GotoAsync(served.Url.ToString());
                await visitor.Page.Locator("#renew").WaitForAsync();
                await visitor.ShootWholeAsync(shown);
                (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty(shown);
                (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth + 1")).ShouldBeTrue($"{shown} is cut off");
                visitor.Troubles.ShouldBeEmpty();
            }
        }
    }
}
