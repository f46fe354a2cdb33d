using System.Net.Http.Json;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Tests;

public sealed class CoordinatorPageTests(Chromium chromium) : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Study_Coordinated_ShowsProgressDecidesByNameHandsOutLinksAndExports()
    {
        TestImages.Write(_workplace, "images", 8, size: 128);
        using var served = new ServedPages(_workplace, "label", "images", "--comments");
        served.Coordinator.ShouldNotBeEmpty();
        await using var coordinator = await chromium.VisitAsync(1440);
        await coordinator.Page.GotoAsync(served.Coordinator);
        await coordinator.WaitForTextAsync("#tiles", text => text.Contains("0 of 8", StringComparison.Ordinal));

        // Someone is invited, and labels by the link that was made: all good; someone else comes by the open link: three of them bad.
        await coordinator.Page.Locator("#invited").FillAsync("Anna");
        await coordinator.Page.Keyboard.PressAsync("Enter");
        await coordinator.Page.GetByLabel("Link of Anna").First.WaitForAsync();
        await LabelAsync(await coordinator.Page.GetByLabel("Link of Anna").First.InputValueAsync(), null, _ => "1", "the left one is cut off");
        await LabelAsync(served.Links[0], "Ben", i => i < 3 ? "2" : "1", null);

        await coordinator.WaitForTextAsync("#tiles", text => text.Contains("People disagree on3", StringComparison.Ordinal));
        await coordinator.Page.Locator(".review").WaitForCountAsync(3);
        (await coordinator.Page.Locator("#annotators").TextContentAsync()).ShouldMatch("Anna8 of 8.*Ben8 of 8");

        // A decision needs a name, and keeps its history.
        await coordinator.Page.Locator(".review").First.Button("Bad (1)").ClickAsync();
        await coordinator.WaitForTextAsync("#problem", text => text.StartsWith("Give your name first", StringComparison.Ordinal));
        await coordinator.Page.Locator("#adjudicator").FillAsync("Carla");
        var first = coordinator.Page.Locator(".review").First;
        await first.Locator(".reason input").FillAsync("there is a second cup");
        await first.Button("Bad (1)").ClickAsync();
        await coordinator.Page.Locator(".review").WaitForCountAsync(2);
        await coordinator.Page.Locator("#show").FillAsync("decided");
        await coordinator.Page.Locator(".review .decided").WaitForAsync();
        (await coordinator.Page.Locator(".review .decided").TextContentAsync()).ShouldMatch("^Bad: decided by Carla, .*: there is a second cup$");
        await coordinator.Page.Locator(".review").Button("Good (1)").ClickAsync();
        await coordinator.Page.Locator(".review .decided").WaitForCountAsync(2);
        await coordinator.Page.Locator("#show").FillAsync("commented");
        await coordinator.Page.GetByText("the left one is cut off").WaitForAsync();

        Directory.CreateDirectory(_workplace["downloaded"]);
        foreach (var name in (string[])["labels.csv", "labels-tia2.json", "answers.csv", "comments.csv", "adjudications.csv"])
        {
            var file = await coordinator.DownloadAsync(() => coordinator.Page.Button(name).ClickAsync());
            Path.GetFileName(file).ShouldEndWith(name);
            File.Copy(file, _workplace[$"downloaded/{name}"]);
        }

        File.ReadAllLines(_workplace["downloaded/adjudications.csv"]).Length.ShouldBe(3);
        File.ReadAllLines(_workplace["downloaded/answers.csv"]).Length.ShouldBe(17);
        coordinator.Troubles.ShouldBeEmpty();

        foreach (var (width, height) in new[] { (1440, 900), (768, 1024), (390, 844) })
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                await visitor.Page.GotoAsync(served.Coordinator);
                await visitor.WaitForTextAsync("#tiles", text => text.Contains("0 of 8", StringComparison.Ordinal));
                await visitor.Page.Locator("#show").FillAsync("disputed");
                await visitor.Page.WaitForFunctionAsync("""
                    () => {
                      const images = [...document.querySelectorAll('.review img')];
                      images.at(-1)?.scrollIntoView();
                      return images.length === 3 && images.every(image => image.naturalWidth > 0);
                    }
                    """);
                await visitor.ShootWholeAsync($"coordinator-{width}{(isDark ? "-dark" : "")}");
                (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty($"{width} {isDark}");
                (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"))
                    .ShouldBeTrue($"{width}: nothing is cut off");
                visitor.Troubles.ShouldBeEmpty();
            }
        }

        served.End().ExitCode.ShouldBe(0);
        var content = StudyContent.Read(_workplace["images/labels.db"]);
        content.Adjudications.Select(kept => (kept.Decision.Value, kept.Decision.Adjudicator)).ShouldBe([(0, "Carla"), (1, "Carla")]);
        content.LatestComments.ShouldHaveSingleItem();
        var written = _workplace.Run("study", "export", "images", "--comments", "comments.csv", "--adjudications", "decisions.csv");
        written.ExitCode.ShouldBe(0, written.Error);
        File.ReadAllText(_workplace["decisions.csv"]).ShouldBe(File.ReadAllText(_workplace["downloaded/adjudications.csv"]));

        async Task LabelAsync(string link, string? name, Func<int, string> key, string? comment)
        {
            await using var visitor = await chromium.VisitAsync();
            if (name is null)
            {
                await visitor.Page.GotoAsync(link);
                await visitor.BeginAsync();
            }
            else
            {
                await visitor.JoinAsync(link, name);
            }

            if (comment is not null)
            {
                await visitor.Page.Keyboard.PressAsync("c");
                await visitor.Page.Keyboard.TypeAsync(comment + " 1");
                await visitor.Page.Keyboard.PressAsync("Backspace");
                await visitor.Page.Keyboard.PressAsync("Escape");
            }

            // Each item's own number decides, since everyone has an order of their own.
            for (var i = 0; i < 8; i++)
            {
                await visitor.Page.Locator("#image").WaitForAsync();
                var item = int.Parse(
                    (await visitor.Page.EvaluateAsync<string>("() => document.getElementById('image').src")).Split('/')[^3],
                    System.Globalization.CultureInfo.InvariantCulture);
                await visitor.Page.Keyboard.PressAsync(key(item - 1));
                await visitor.WaitForTextAsync("#count", text => text == $"{i + 1} of 8");
            }

            await visitor.WaitUntilSavedAsync();
            visitor.Troubles.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Page_OfAStudyOfComparisons_AtEverySizeLightAndDark_BreaksNoRule()
    {
        foreach (var model in (string[])["red", "blue"])
        {
            TestImages.Write(_workplace, model, 16, i => i < 8 ? "a dog chasing a cat" : "a cup of tea beside a book, on a table of oak", size: 96);
        }

        using var served = new ServedPages(_workplace, "judge", "red", "blue", "--to", "judged.db", "--comments");

        // Both prefer the first side, and each sees the sides the other way round.
        foreach (var name in (string[])["Anna", "Ben"])
        {
            using var client = ServedPages.Client();
            var page = await served.JoinAsync(client, name);
            foreach (var item in (long[])[1, 2])
            {
                using var reply = await client.PostAsJsonAsync(
                    new Uri(page, "answer"),
                    new { item, answers = new { alignment = 1, quality = 0 }, key = $"key-{item:D6}", takenMs = 1500 },
                    TestContext.Current.CancellationToken);
                reply.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
            }
        }

        foreach (var (width, height) in new[] { (1440, 900), (768, 1024), (390, 844) })
        {
            foreach (var isDark in (bool[])[false, true])
            {
                await using var visitor = await chromium.VisitAsync(width, height, isDark);
                await visitor.Page.GotoAsync(served.Coordinator);
                await visitor.Page.Locator("#show").FillAsync("disputed");
                await visitor.Page.WaitForFunctionAsync("""
                    () => {
                      const images = [...document.querySelectorAll('.review img')];
                      images.forEach(image => { image.loading = 'eager'; });
                      return images.length > 0 && images.every(image => image.naturalWidth > 0);
                    }
                    """);
                await visitor.ShootWholeAsync($"coordinator-judge-{width}{(isDark ? "-dark" : "")}");
                (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty($"{width} {isDark}");
                (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"))
                    .ShouldBeTrue($"{width}: nothing is cut off");
                visitor.Troubles.ShouldBeEmpty();
            }
        }
    }

    // Twenty images and two of known label, three people each; six of the images are labelled, one of them by two, and one label is two hours old.
    [Fact]
    public async Task Metrics_OfAStudyWithKnownLabels_AreThoseOfTheDefinitions()
    {
        await using var served = await ServedStudyFixture.StartAsync(_workplace, 22, annotatorsPerItem: 3, LabelValue.Good, LabelValue.Bad);
        (long Item, int?[] Labels)[] labelled =
        [
            (1, [1, 1, 0]), (2, [0, 1, 0]), // known: good, bad
            (3, [1, 1, 1]), (4, [0, 0, 0]), (5, [1, 1, 0]), (6, [0, 0, 1]), (7, [1, 1, 1]), (8, [null, 0, null]),
        ];
        string[] names = ["Anna", "Ben", "Carla"];
        int[] takenMilliseconds = [2000, 3000, 100];
        var annotators = names.Select(served.Study.Join).ToArray();
        Task SaveAsync(long item, int?[] labels) => served.Study.SaveAsync(
        [
            .. labels.Index().Where(label => label.Item is not null).Select(label => new NewAnswer(
                annotators[label.Index].Id, item, StudyQuestion.Match, label.Item!.Value) { TakenMilliseconds = takenMilliseconds[label.Index] }),
        ]);
        await SaveAsync(8, [1, null, null]);
        served.Time.Advance(TimeSpan.FromHours(2));
        foreach (var (item, labels) in labelled)
        {
            await SaveAsync(item, labels);
            served.Time.Advance(TimeSpan.FromMinutes(3));
        }

        labelled[^1] = (8, [1, 0, null]);
        int[][] asked = [.. labelled.Where(entry => entry.Item > 2).Select(entry => entry.Labels.OfType<int>().ToArray())];

        await using var visitor = await chromium.VisitAsync(1440);
        await visitor.Page.GotoAsync(served.Coordinator);
        await visitor.WaitForTextAsync("#tiles", text => text.Contains("5 of 20", StringComparison.Ordinal));
        var tiles = await visitor.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#tiles > div')].map(tile => [...tile.children].map(part => part.textContent).join(': '))");

        // 22 labels in 24 minutes; 43 are left.
        tiles.ShouldBe(
        [
            "Completed, by 3 each: 5 of 20", "Started: 6", "Answers: 23", "Items per hour: 55", "Time left at this pace: 47 min", "People disagree on: 3",
            "Not decided: 3", "Of known answer: 2",
        ]);
        (await CellsAsync("#agreement")).ShouldHaveSingleItem()[1..].ShouldBe([Text(Alpha(asked)), Text(Kappa(asked[..^1])), "6, 5 complete"]);
        var rows = await CellsAsync("#annotators");
        rows.Select(row => row[0]).ShouldBe(names);
        foreach (var (annotator, row) in rows.Index())
        {
            var labels = labelled.Where(entry => entry.Labels[annotator] is not null).ToArray();
            bool?[] agreements = [.. labels.Select(entry => AgreesWithOthers(entry.Labels, annotator))];
            bool[] known = [.. labelled[..2].Select(entry => entry.Labels[annotator] == (entry.Item == 1 ? 1 : 0))];
            row[1].ShouldStartWith($"{labels.Length} of ");
            row[2..8].ShouldBe(
            [
                $"{labels.Length - (annotator == 0 ? 1 : 0)}", // one of Anna's is older than an hour
                annotator == 1 ? "3 min ago" : "6 min ago",
                Text(takenMilliseconds[annotator] / 1000.0, 1),
                annotator == 2 ? "100%" : "0%",
                Share(agreements.Count(agrees => agrees == true), agreements.Count(agrees => agrees is not null)),
                Share(known.Count(isRight => isRight), 2),
            ]);
        }

        visitor.Troubles.ShouldBeEmpty();

        Task<string[][]> CellsAsync(string body) => visitor.Page.EvaluateAsync<string[][]>(
            "body => [...document.querySelectorAll(`${body} tr`)].map(row => [...row.cells].map(cell => cell.textContent))", body);

        static string Text(double value, int digits = 3) => value.ToString($"F{digits}", System.Globalization.CultureInfo.InvariantCulture);

        static bool? AgreesWithOthers(int?[] labels, int annotator)
        {
            int[] others = [.. labels.Where((label, i) => i != annotator && label is not null).Select(label => label!.Value)];
            return others.Distinct().Count() == 1 ? others[0] == labels[annotator] : null;
        }
    }

    [Fact]
    public async Task Page_OfTheCoordinator_IsForTheirLinkAlone()
    {
        TestImages.Write(_workplace, "images", 4);
        using var served = new ServedPages(_workplace, "label", "images");
        using var client = ServedPages.Client();
        var anna = await served.JoinAsync(client, "Anna");

        foreach (var (page, status) in new[] { (anna, 403), (new Uri(served.Links[0]), 403), (new Uri(served.Coordinator), 200) })
        {
            foreach (var path in (string[])["overview", "reviews?show=disputed"])
            {
                using var reply = await client.GetAsync(new Uri(page, path), TestContext.Current.CancellationToken);
                ((int)reply.StatusCode).ShouldBe(status, $"{page.AbsolutePath[..4]} {path}");
            }
        }

        using var next = await client.GetAsync(new Uri(new Uri(served.Coordinator), "next"), TestContext.Current.CancellationToken);
        ((int)next.StatusCode).ShouldBe(403, "a coordinator does not answer");
    }

    [Fact]
    public async Task Pages_WithOwnQuestionLanguageAndComments_AskThatAndKeepItWithTheStudy()
    {
        TestImages.Write(_workplace, "images", 4);
        _workplace.Write("smile.md", "---\ngood: Ja\nbad: Nein\n---\n# Lächelt die Person?\n\nAuf den **Mund** achten.\n");
        var german = Path.Combine(Workplace.Repository, "src/RewardLab.Web/Texts/german.yaml");
        await using var visitor = await chromium.VisitAsync(390, 844);
        using (var first = new ServedPages(_workplace, "label", "images", "--instructions", "smile.md", "--texts", german, "--comments"))
        {
            first.End().Error.ShouldNotContain("german", customMessage: "nothing of it is unknown or missing");
        }

        // Asked for once, and kept.
        using var served = new ServedPages(_workplace, "label", "images");
        await visitor.Page.GotoAsync(served.Links[0]);
        (await visitor.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("de");
        await visitor.Page.GetByLabel("Ihr Name oder ein Pseudonym").FillAsync("Anna");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Locator("#instructions[open]").WaitForAsync();
        (await visitor.Page.Locator("#instructions strong").TextContentAsync()).ShouldBe("Mund");
        await visitor.Page.Button("Beginnen").ClickAsync();
        await visitor.Page.Locator("#image").WaitForAsync();
        (await visitor.Page.Locator("#ask").TextContentAsync()).ShouldBe("Lächelt die Person?");
        (await visitor.Page.Locator("[data-value='1']").TextContentAsync()).ShouldContain("Ja");
        (await visitor.Page.Locator("#count").TextContentAsync()).ShouldBe("0 von 4");
        await visitor.Page.Locator("#comment").FillAsync("unscharf");
        await visitor.ShootAsync("label-german-390");
        (await AxeCore.ViolationsAsync(visitor.Page)).ShouldBeEmpty();
        await visitor.Page.Locator("[data-value='0']").ClickAsync();
        await visitor.WaitForTextAsync("#count", text => text == "1 von 4");
        (await visitor.Page.Locator("#comment").InputValueAsync()).ShouldBeEmpty("of the next image");
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await visitor.WaitForTextAsync("#place", text => text.StartsWith("Eine frühere Antwort", StringComparison.Ordinal));
        (await visitor.Page.Locator("#comment").InputValueAsync()).ShouldBe("unscharf");
        await visitor.WaitUntilSavedAsync();
        visitor.Troubles.ShouldBeEmpty();
        served.End();
        StudyContent.Read(_workplace["images/labels.db"]).LatestComments.ShouldHaveSingleItem().Comment.Text.ShouldBe("unscharf");
    }

    [Theory]
    [InlineData("--instructions", "none.md", "none.md")]
    [InlineData("--instructions", "bad.md", "bad.md: unknown key 'god'")]
    [InlineData("--texts", "bad.json", "bad.json: the value of 'begin' is not a text")]
    public void File_OfTextsOrInstructionsThatCannotBeUsed_IsNamedAndNothingIsBegun(string option, string file, string problem)
    {
        TestImages.Write(_workplace, "images", 4);
        _workplace.Write("bad.md", "---\ngod: x\n---\n");
        _workplace.Write("bad.json", "{ \"begin\": 3 }");

        var run = _workplace.Run("label", "images", option, file);

        run.ExitCode.ShouldBe(1);
        run.ErrorLine.ShouldContain(problem);
        File.Exists(_workplace["images/labels.db"]).ShouldBeFalse();
    }

    // Krippendorff, Content Analysis (2004), of nominal data: the coincidences of unequal values, observed and by chance.
    private static double Alpha(int[][] items)
    {
        var all = items.SelectMany(labels => labels).ToArray();
        var observed = items.Sum(labels => labels.Sum(a => labels.Count(b => a != b)) / (labels.Length - 1.0)) / all.Length;
        var expected = all.Sum(a => (double)all.Count(b => a != b)) / all.Length / (all.Length - 1);
        return 1 - (observed / expected);
    }

    // Fleiss (1971): the share of equal pairs within items, beyond what the shares of the labels make likely.
    private static double Kappa(int[][] items)
    {
        var observed = items.Average(labels => labels.Sum(a => labels.Count(b => a == b) - 1.0) / (labels.Length * (labels.Length - 1)));
        var all = items.SelectMany(labels => labels).ToArray();
        var expected = all.CountBy(label => label).Sum(count => Math.Pow(count.Value / (double)all.Length, 2));
        return (observed - expected) / (1 - expected);
    }

    // Wilson (1927), 95%.
    private static string Share(int count, int of)
    {
        const double Z = 1.959963984540054;
        var (share, square) = (count / (double)of, Z * Z);
        var middle = (share + (square / (2 * of))) / (1 + (square / of));
        var half = Z / (1 + (square / of)) * Math.Sqrt((share * (1 - share) / of) + (square / (4.0 * of * of)));
        return $"{Percent(share)} [{Percent(Math.Max(0, middle - half))}, {Percent(Math.Min(1, middle + half))}]";

        static string Percent(double value) => FormattableString.Invariant($"{Math.Floor((100 * value) + 0.5)}%");
    }
}
