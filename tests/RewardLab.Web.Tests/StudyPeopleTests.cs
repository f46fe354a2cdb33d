using System.Net;
using System.Net.Http.Json;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Web.Tests;

/// <summary>Who gets in, who waits for whom, and links that live on.</summary>
public sealed class StudyPeopleTests(Chromium chromium) : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Name_ThatSomeoneHas_IsAskedForBeforeAnyoneGetsIn()
    {
        TestImages.Write(_workplace, "images", 4);
        await using var visitor = await chromium.VisitAsync();
        await using var other = await chromium.VisitAsync(390, 844, isDark: true);
        using var served = new ServedPages(_workplace, "label", "images");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.Page.Keyboard.PressAsync("1");
        await visitor.WaitUntilSavedAsync();

        await other.Page.GotoAsync(served.Links[0]);
        await other.Page.GetByLabel("Your name, or a pseudonym").FillAsync("AN\u200bNA");
        await other.Page.Keyboard.PressAsync("Enter");
        await other.WaitForTextAsync("#same-question", text => text == "1 answer so far under the name \"Anna\": is that you?");
        await other.ShootAsync("join-same-name-phone");
        await other.Page.Button("No, I am someone else").ClickAsync();
        other.Page.Url.ShouldBe(served.Links[0], "nobody got in");
        await other.Page.GetByLabel("Your name, or a pseudonym").FillAsync("Anna B.");
        await other.Page.Keyboard.PressAsync("Enter");
        await other.WaitToLeaveAsync(served.Links[0]);
        await other.WaitForTextAsync("#count", text => text == "0 of 4");

        visitor.Troubles.Concat(other.Troubles).ShouldBeEmpty();
        served.End();
        StudyContent.Read(_workplace["images/labels.db"]).People.Select(annotator => annotator.Name).ShouldBe(["Anna", "Anna B."]);
    }

    [Fact]
    public async Task Page_WhileOthersHoldTheRest_SaysWhoAndGoesOnByItself()
    {
        await using var served = await ServedStudyFixture.StartAsync(_workplace, 3, annotatorsPerItem: 1);
        served.Study.Board.Next(served.Study.Join("Ben"), new HashSet<long>(), 8).Count.ShouldBe(3);
        await using var visitor = await chromium.VisitAsync();

        await visitor.Page.GotoAsync(served.LinkOf("Anna"));
        await visitor.Page.Button("Begin").ClickAsync();
        await visitor.WaitForTextAsync("#over-held", text => text.StartsWith("Ben has 3 of the remaining in hand", StringComparison.Ordinal));
        (await visitor.Page.Locator("#over-held").TextContentAsync()).ShouldContain("not answered within 15 min becomes free");
        (await visitor.Page.Locator("#over-title").TextContentAsync()).ShouldBe("Nothing is free at the moment.");
        (await visitor.Page.Locator("#over-saved").TextContentAsync()).ShouldNotContain("close this page");
        await visitor.ShootAsync("label-held");
        served.Time.Advance(AssignmentScheduler.Lease);

        await visitor.WaitForTextAsync("#prompt", text => text.StartsWith("prompt", StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
        {
            await visitor.Page.Locator("#image").WaitForAsync();
            await visitor.Page.Keyboard.PressAsync("1");
            await visitor.WaitForTextAsync("#count", text => text == $"{i + 1} of 3");
        }

        await visitor.WaitForTextAsync("#over-title", text => text == "You are done. Thank you.");
        await visitor.WaitUntilSavedAsync();
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Link_OfAStudy_SurvivesARestartWithItsPort()
    {
        TestImages.Write(_workplace, "images", 4);
        string link;
        using (var first = new ServedPages(_workplace, "label", "images"))
        {
            link = first.Links[0];
            using var joining = ServedPages.Client();
            await first.JoinAsync(joining, "Anna");
            first.End().ExitCode.ShouldBe(0);
        }

        var shown = _workplace.Run("study", "links", "images").Output;
        shown.ShouldContain(link);
        shown.ShouldContain("nothing is served there now");
        shown.ShouldContain("Anna: http://127.0.0.1:");
        using (var second = ServedPages.AtItsPort(_workplace, "label", "images"))
        {
            second.Links[0].ShouldBe(link);
            _workplace.Run("study", "links", "images").Output.ShouldContain("Served at");
            _workplace.Run("study", "links", "images", "--renew-shared").Error.ShouldContain("is served by another process");
            second.End();
        }

        _workplace.Run("study", "links", "images", "--renew-shared", "--renew", "anna").Output.ShouldNotContain(link);
        using var third = ServedPages.AtItsPort(_workplace, "label", "images");
        third.Links[0].ShouldNotBe(link);
        new Uri(third.Links[0]).Port.ShouldBe(new Uri(link).Port);

        // The former link is a page for people, and an answer for programs.
        using var client = ServedPages.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        using var page = await client.SendAsync(request, TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("<h1>This link does not work</h1>");
        text.ShouldContain("rewardlab study links");
        using var bare = await client.GetAsync(new Uri(link), TestContext.Current.CancellationToken);
        bare.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public void Study_ThatIsThere_NeverGrowsUnasked()
    {
        TestImages.Write(_workplace, "images", 16);
        using (var first = new ServedPages(_workplace, "label", "images", "--only", "4"))
        {
            first.End().ExitCode.ShouldBe(0);
        }

        using (var again = new ServedPages(_workplace, "label", "images", "--only", "8", "--annotators-each", "5"))
        {
            var end = again.End();
            end.Output.ShouldContain("4 images, 3 annotators each");
            end.Error.ShouldContain("resuming a study with 4 items and 0 answers of 0 people");
            end.Error.ShouldContain("--only, --annotators-each do not apply, because the study has begun; 'rewardlab study change");
            end.Error.ShouldContain("4 further items are not part of the study");
        }

        using (var same = new ServedPages(_workplace, "label", "images", "--only", "4", "--annotators-each", "3"))
        {
            same.End().Error.ShouldNotContain("do not apply");
        }

        using (var all = new ServedPages(_workplace, "label", "images"))
        {
            all.End().Error.ShouldContain("12 further items are not part of the study");
        }

        StudyContent.Read(_workplace["images/labels.db"]).Items.Count.ShouldBe(4);

        var changed = _workplace.Run("study", "change", "images", "--add", "6", "--annotators-each", "2", "--close", "1,3-4");
        changed.ExitCode.ShouldBe(0, changed.Error);
        changed.Output.ShouldContain("added 6 items, which makes 10");
        changed.Output.ShouldContain("annotators each: 3 before, 2 now");
        changed.Output.ShouldContain("closed: items 1, 3, 4");
        _workplace.Run("study", "change", "images", "--close", "1").Output.ShouldContain("Nothing was changed");
        _workplace.Run("study", "change", "images", "--add", "all").Output.ShouldContain("added 6 items, which makes 16");
        _workplace.Run("study", "change", "images").ExitCode.ShouldBe(2);
        _workplace.Run("study", "change", "images", "--close", "99").ErrorLine.ShouldContain("no item 99");
        var shown = _workplace.Run("study", "show", "images").Output;
        shown.ShouldContain("Changes of the study");
        shown.ShouldContain("annotators each: 3 before, 2 now");
        StudyContent.Read(_workplace["images/labels.db"]).Items.Count.ShouldBe(16);
    }

    [Fact]
    public async Task Study_OfAnotherMachine_IsImportedByCommand()
    {
        TestImages.Write(_workplace, "images", 8);
        TestImages.Write(_workplace, "there", 9);
        foreach (var (folder, name) in new[] { ("images", "Anna"), ("there", "Ben") })
        {
            using var served = new ServedPages(_workplace, "label", folder);
            using var client = ServedPages.Client();
            var page = await served.JoinAsync(client, name);
            using var reply = await client.PostAsJsonAsync(
                new Uri(page, "answer"),
                new { item = 9 - (name == "Anna" ? 2 : 0), answers = new { match = 1 }, key = $"key of {name}" },
                TestContext.Current.CancellationToken);
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            served.End();
        }

        _workplace.Run("study", "import", "images", "there/labels.db").ErrorLine.ShouldContain("is not an image of this study");
        var merged = _workplace.Run("study", "import", "images", "there/labels.db", "--add-items", "--as", "Ben=Benjamin");
        merged.ExitCode.ShouldBe(0, merged.Error);
        merged.Output.ShouldContain("1 further item added");
        merged.Output.ShouldContain("1 new labels imported");
        _workplace.Run("study", "import", "images", "there/labels.db", "--as", "Ben=Benjamin").Output.ShouldContain("0 new labels imported");
        _workplace.Run("study", "import", "images", "there/labels.db", "--as", "A", "--as", "B").ExitCode.ShouldBe(2);
        var content = StudyContent.Read(_workplace["images/labels.db"]);
        content.People.Select(person => person.Name).ShouldBe(["Anna", "Benjamin"]);
        content.Items.Count.ShouldBe(9);
        var exported = _workplace.Run("study", "export", "images", "--label-studio", "tasks.json");
        exported.ExitCode.ShouldBe(0, exported.Error);
        _workplace.Run("study", "import", "there", "tasks.json").Output.ShouldContain("2 new labels imported");
        StudyContent.Read(_workplace["there/labels.db"]).People.Select(person => person.Name).ShouldBe(["Ben", "Anna", "Benjamin"]);
    }
}
