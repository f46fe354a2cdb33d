#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Net;
using System.Text.RegularExpressions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Web.Tests;

/// <summary>Several studies on one server, each below a path of its own and with tokens of its own.</summary>
public sealed partial class HostedStudiesTests(Chromium chromium) : IDisposable
{
    private static readonly (int Width, int Height)[] Sizes = [(1440, 900), (768, 1024), (390, 844)];

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Studies_OnOneServer_AreAnsweredEachByItsOwnLinkAndFoundFromOnePage()
    {
        Begin();
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept", "--study", "cats", "--study", "dogs/labels.db", "--study", "judged.db");
        var links = Links(served);
        links.Count(link => link.What == "answer").ShouldBe(3);
        links.Select(link => new Uri(link.Address).AbsolutePath.Split("/s/")[0]).Distinct().Count().ShouldBe(4, "one path of each study, and the list's");

        // From the list of studies to the coordinator's page, and to the page that asks for a name.
        await using var coordinator = await chromium.VisitAsync();
        await coordinator.Page.GotoAsync(links.Single(link => link.What == "Studies, for whoever coordinates them").Address);
        (await coordinator.Page.Locator("tbody tr").CountAsync()).ShouldBe(3);
        await coordinator.Page.Locator("tbody tr").First.GetByRole("link", "coordinate").ClickAsync();
        await coordinator.WaitForTextAsync("#tiles", text => text.Contains("0 of 4", StringComparison.Ordinal));
        coordinator.Troubles.ShouldBeEmpty();

        // Two people at two studies at once; each answer goes to its own.
        string[] answer = [.. links.Where(link => link.What == "answer").Select(link => link.Address)];
        await using var anna = await chromium.VisitAsync();
        await using var ben = await chromium.VisitAsync();
        await anna.JoinAsync(answer[0], "Anna");
        await ben.JoinAsync(answer[1], "Ben");
        for (var i = 1; i <= 3; i++)
        {
            await anna.Page.Locator("#image").WaitForAsync();
            await anna.Page.Keyboard.PressAsync("1");
            await anna.WaitForTextAsync("#count", text => text.StartsWith($"{i} of 4", StringComparison.Ordinal));
        }

        await ben.Page.Locator("#image").WaitForAsync();
        await ben.Page.Keyboard.PressAsync("2");
        await ben.WaitForTextAsync("#count", text => text.StartsWith("1 of 8", StringComparison.Ordinal));
        await anna.WaitUntilSavedAsync();
        await ben.WaitUntilSavedAsync();
        anna.Troubles.Concat(ben.Troubles).ShouldBeEmpty();
        await using var judge = await chromium.VisitAsync();
        await judge.JoinAsync(answer[2], "Cleo");
        await judge.Page.Locator("#grid-0 img").Nth(3).WaitForAsync();

        served.End().ExitCode.ShouldBe(0);
        var (cats, dogs) = (StudyContent.Read(_workplace["cats/labels.db"]), StudyContent.Read(_workplace["dogs/labels.db"]));
        cats.Latest.Select(kept => kept.Answer.Value).ShouldBe([1, 1, 1]);
        cats.People.ShouldHaveSingleItem().Name.ShouldBe("Anna");
        dogs.Latest.Select(kept => kept.Answer.Value).ShouldBe([0]);
        dogs.People.ShouldHaveSingleItem().Name.ShouldBe("Ben");
    }

    [Fact]
    public async Task Token_OfOneStudy_OpensNoOther()
    {
        Begin();
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept", "--study", "cats", "--study", "dogs");
        var links = Links(served);
        string[] coordinate = [.. links.Where(link => link.What == "coordinate").Select(link => link.Address)];
        var runs = new Uri(served.Links[0]);
        var studies = new Uri(links.Single(link => link.What.StartsWith("Studies", StringComparison.Ordinal)).Address);
        using var client = ServedPages.Client();

        foreach (var address in (string[])[.. links.Select(link => link.Address), runs.ToString()])
        {
            (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK, address);
        }

        var (first, second) = (coordinate[0].Split("/s/"), coordinate[1].Split("/s/"));
        var (runToken, listToken) = (runs.Segments[^1], studies.Segments[^1]);
        foreach (var address in (string[])
        [
            $"{first[0]}/s/{second[1]}", $"{first[0]}/s/{runToken}", $"{first[0]}/s/{listToken}", new Uri(runs, $"/s/{first[1]}").ToString(),
            new Uri(runs, $"/s/{listToken}").ToString(), new Uri(runs, $"/studies/{runToken}").ToString(), new Uri(runs, $"/studies/{first[1]}").ToString(),
            new Uri(runs, $"/STUDY/{first[0].Split('/')[^1]}/s/{runToken}").ToString(),
        ])
        {
            (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound, address);
        }

        async Task<HttpStatusCode> StatusAsync(string address)
        {
            using var reply = await client.GetAsync(new Uri(address));
            return reply.StatusCode;
        }
    }

    [Fact]
    public void Links_OfHostedStudies_SurviveRestartsInAnyOrder()
    {
        Begin();
        string before;
        using (var served = ServedPages.AtItsPort(_workplace, "serve", "--runs", "kept", "--study", "cats", "--study", "dogs", "--port", "0"))
        {
            before = Links(served).Last(link => link.What == "answer").Address;
            served.End().ExitCode.ShouldBe(0);
        }

        _workplace.Run("study", "links", "dogs").Output.ShouldContain(before);
        var port = new Uri(before).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using (var again = ServedPages.AtItsPort(_workplace, "serve", "--runs", "kept", "--study", "dogs", "--study", "cats", "--port", port))
        {
            Links(again).ShouldContain(link => link.Address == before);
            again.End().ExitCode.ShouldBe(0);
        }

        // Alone it has another address, and says so.
        using var alone = new ServedPages(_workplace, "label", "dogs");
        alone.End().Error.ShouldContain($"serve it there again with 'rewardlab serve --study");
    }

    [Fact]
    public async Task List_OfStudies_AtEverySizeLightAndDark_BreaksNoRule()
    {
        Begin();
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept", "--study", "cats", "--study", "dogs", "--study", "judged.db");
        var address = Links(served)[0].Address;
        foreach (var (width, height) in Sizes)
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                var name = $"studies-{width}{(isDark ? "-dark" : "")}";
                await visitor.Page.GotoAsync(address);
                await visitor.ShootAsync(name);
                (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty(name);
                (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(name);
                visitor.Troubles.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task List_OfRuns_LinksToTheStudyOfARun()
    {
        var run = FormerRuns.CopyFineTuning(_workplace, "kept");
        TestImages.Write(_workplace, $"kept/{run}/own", 4);
        _workplace.Run("label", $"kept/{run}/own", "--to", $"kept/{run}/labels.db", "--no-page").ExitCode.ShouldBe(0);
        using var served = new ServedPages(_workplace, "serve", "--runs", "kept", "--study", run);
        await using var visitor = await chromium.VisitAsync();
        await visitor.Page.GotoAsync(served.Links[0]);
        await visitor.Page.Locator("#rows").GetByRole("link", "label").ClickAsync();
        await visitor.Page.GetByLabel("Your name, or a pseudonym").WaitForAsync();
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public void Study_ThatIsServedAlready_IsRefused()
    {
        Begin();
        using var served = new ServedPages(_workplace, "label", "cats");
        var refused = _workplace.Run("serve", "--runs", "kept", "--study", "dogs", "--study", "cats", "--port", "0");
        refused.ExitCode.ShouldBe(1);
        refused.ErrorLine.ShouldContain("is served by another process");
        StudyLock.IsHeld(_workplace["dogs/labels.db"]).ShouldBeFalse();
    }

    [Fact]
    public void Copies_OfOneStudy_AreRefusedByName()
    {
        Begin();
        Directory.CreateDirectory(_workplace["copied"]);
        File.Copy(_workplace["cats/labels.db"], _workplace["copied/labels.db"]);

        var refused = _workplace.Run("serve", "--runs", "kept", "--study", "cats", "--study", "copied", "--port", "0");

        refused.ExitCode.ShouldBe(1);
        refused.ErrorLine.ShouldContain("are copies of one study");
        StudyLock.IsHeld(_workplace["cats/labels.db"]).ShouldBeFalse();
    }

    // Studies of 4 and of 8 images, and one of comparisons.
    private void Begin()
    {
        TestImages.Write(_workplace, "cats", 4);
        TestImages.Write(_workplace, "dogs", 8);
        foreach (var model in (string[])["red", "blue"])
        {
            TestImages.Write(_workplace, model, 8, i => i < 4 ? "a dog" : "a cat");
        }

        _workplace.Run("label", "cats", "--no-page").ExitCode.ShouldBe(0);
        _workplace.Run("label", "dogs", "--no-page").ExitCode.ShouldBe(0);
        _workplace.Run("judge", "red", "blue", "--to", "judged.db", "--no-page").ExitCode.ShouldBe(0);
    }

    private static (string What, string Address)[] Links(ServedPages served) =>
        [.. Link().Matches(served.Program.OutputSoFar).Select(match => (match.Groups["what"].Value, match.Groups["address"].Value))];

    [GeneratedRegex(@"^ *(?<what>[^:\r\n]+): (?<address>https?://[^ ]+/(study/[^/]+/s|studies)/[A-Za-z0-9_-]+/)\r?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
