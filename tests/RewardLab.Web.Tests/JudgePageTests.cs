using System.Text.Json;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Web.Tests;

public sealed class JudgePageTests(Chromium chromium) : IDisposable
{
    private static readonly string[] Prompts = ["two cats", "three apples", "a ball and a cup", "four fish"];

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Sets_JudgedBlindly_CountForTheModelThatMadeThem()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);
        await using var visitor = await chromium.VisitAsync();
        using var served = new ServedPages(_workplace, "judge", "red", "blue", "--to", "judged.db");
        await visitor.JoinAsync(served.Links[0], "Anna");
        await visitor.ShootAsync("judge");
        var sides = new List<bool>();
        for (var i = 0; i < 8; i++)
        {
            await visitor.Page.Locator("#work").WaitForAsync();
            await visitor.Page.WaitForFunctionAsync(
                "() => [...document.querySelectorAll('.grid img')].length === 8 && [...document.querySelectorAll('.grid "
                + "img')].every(image => image.complete && image.naturalWidth > 0)");
            var isRedFirst = await IsRedFirstAsync(visitor.Page);
            sides.Add(isRedFirst);

            // By alignment the red set is better, by quality it is a tie, except the last.
            await visitor.Page.Keyboard.PressAsync(isRedFirst ? "1" : "3");
            await visitor.Page.Locator(".question.now[data-question=quality]").WaitForAsync();
            await visitor.Page.Keyboard.PressAsync(i < 7 ? "2" : isRedFirst ? "3" : "1");
            await visitor.WaitForTextAsync("#count", text => text == $"{i + 1} of 8");
        }

        await visitor.Page.Locator("#over").WaitForAsync();

        // One back, and the quality of the last pair is a tie as well.
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await visitor.Page.Locator("#work").WaitForAsync();
        (await visitor.Page.Locator("[data-question=alignment] [aria-pressed=true]").CountAsync()).ShouldBe(1);
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.Page.Keyboard.PressAsync("2");
        await visitor.WaitUntilSavedAsync();
        visitor.Troubles.ShouldBeEmpty();
        var told = await visitor.RepliesAsync("/next");
        served.End().ExitCode.ShouldBe(0);

        sides.Count(isRedFirst => isRedFirst).ShouldBe(4, "sides are balanced");
        sides.Zip(sides.Skip(1)).ShouldContain(pair => pair.First == pair.Second, "and not in turn");
        told.ShouldContain("two cats");
        told.ShouldNotContain("red");
        told.ShouldNotContain("blue");
        var content = StudyContent.Read(_workplace["judged.db"]);
        var comparisons = new StudyComparisons(content);
        comparisons.From("red", "blue", StudyQuestion.Alignment).Count.ShouldBe(8);
        comparisons.From("red", "blue", StudyQuestion.Alignment).ShouldAllBe(set => set.Outcome == Evaluation.Comparisons.SetOutcome.Win);
        comparisons.From("red", "blue", StudyQuestion.Quality).ShouldAllBe(set => set.Outcome == Evaluation.Comparisons.SetOutcome.Tie);
        content.Answers.Count.ShouldBe(17);
        content.Latest.Where(answer => answer.Answer.Question == StudyQuestion.Alignment).Count(answer => answer.Answer.IsSwapped).ShouldBe(4);

        var shown = _workplace.Run("study", "show", "judged.db");
        shown.Output.ShouldMatch(@"red +blue +8 +8 +0 +0 +\+1\.000");
        var written = _workplace.Run("study", "export", "judged.db", "--csv", "sets.csv", "--bars", "bars", "--answers", "answers.csv");
        written.ExitCode.ShouldBe(0, written.Error);
        File.ReadAllLines(_workplace["sets.csv"]).Length.ShouldBe(1 + 16);
        Directory.GetFiles(_workplace["bars"])
            .Select(Path.GetFileName)
            .ShouldBe(["alignment.png", "alignment.svg", "quality.png", "quality.svg"], ignoreOrder: true);
    }

    [Fact]
    public async Task Pair_HalfJudgedAndUnsaved_IsGoneOnWithWhenThePageIsOpenedAgain()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);
        await using var visitor = await chromium.VisitAsync();
        using var served = new ServedPages(_workplace, "judge", "red", "blue", "--sets", "1", "--set-size", "8", "--to", "judged.db");
        await visitor.JoinAsync(served.Links[0], "Anna");
        var isAway = false;
        await visitor.RouteAsync("*/answer", request => isAway ? request.AbortAsync() : request.ContinueAsync());
        await visitor.Page.Keyboard.PressAsync("1");
        await visitor.WaitUntilSavedAsync();
        isAway = true;
        await visitor.Page.Keyboard.PressAsync("1"); // the first is whole, its second answer unsaved
        await visitor.WaitForTextAsync("#count", text => text == "1 of 4");
        await visitor.Page.Keyboard.PressAsync("3"); // of the second one answer, unsaved
        await visitor.WaitForTextAsync("#saved", text => text == "2 not saved");

        var own = visitor.Page.Url;
        await visitor.ReopenAsync();
        await visitor.Page.GotoAsync(own);
        await visitor.WaitForTextAsync("#count", text => text == "1 of 4");
        await visitor.Page.Locator("[data-question=alignment] [data-value='-1'][aria-pressed=true]").WaitForAsync();
        await visitor.Page.Locator(".question.now[data-question=quality]").WaitForAsync();
        await visitor.Page.Keyboard.PressAsync("2");
        isAway = false;
        for (var i = 0; i < 2; i++)
        {
            await visitor.WaitForTextAsync("#count", text => text == $"{i + 2} of 4");
            await visitor.Page.Keyboard.PressAsync("2");
            await visitor.Page.Locator(".question.now[data-question=quality]").WaitForAsync();
            await visitor.Page.Keyboard.PressAsync("2");
        }

        await visitor.Page.Locator("#over").WaitForAsync();
        await visitor.WaitUntilSavedAsync();
        served.End();
        var content = StudyContent.Read(_workplace["judged.db"]);
        content.Answers.Count.ShouldBe(8, "each once");
        content.Latest.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Page_WithOwnQuestionsAndAnswers_AsksThemAndKeepsThemWithTheStudy()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);
        _workplace.Write("mood.md", """
            ---
            alignment: Which side is <i>friendlier</i>?
            quality: Which side is sharper?
            first: Left side
            tie: No difference
            second: Right side
            ---
            # Compare the moods

            Look at the **faces** first.
            """);
        string[] judge = ["judge", "red", "blue", "--sets", "1", "--set-size", "8", "--to", "judged.db"];
        using (var first = new ServedPages(_workplace, [.. judge, "--instructions", "mood.md"]))
        {
            first.End().ExitCode.ShouldBe(0);
        }

        // Asked for once, and kept.
        using var served = new ServedPages(_workplace, judge);
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync(served.Links[0]);
        await page.GetByLabel("Your name, or a pseudonym").FillAsync("Anna");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#instructions[open]").WaitForAsync();
        (await page.Locator("#instructions-title").TextContentAsync()).ShouldBe("Compare the moods");
        (await page.Locator("#instructions .body strong").TextContentAsync()).ShouldBe("faces");
        (await page.Locator("#instructions .keys").TextContentAsync()).ShouldContain("1 Left side, 2 No difference, 3 Right side");
        await visitor.ShootAsync("judge-own-instructions");
        await visitor.BeginAsync();
        (await page.Locator("h1").TextContentAsync()).ShouldBe("Compare the moods");
        (await page.Locator("legend").AllTextContentsAsync()).ShouldBe(["Which side is <i>friendlier</i>?", "Which side is sharper?"], "text, not markup");
        (await page.Locator(".set h2").AllTextContentsAsync()).ShouldBe(["Left side", "Right side"]);
        foreach (var question in (string[])["Which side is <i>friendlier</i>?", "Which side is sharper?"])
        {
            await page.GetByRole("group", question).WaitForAsync();
        }

        (await page.Locator(".question button").AllTextContentsAsync()).ShouldBe(
            ["1 Left side", "2 No difference", "3 Right side", "1 Left side", "2 No difference", "3 Right side"]);
        await visitor.ShootAsync("judge-own");
        (await AxeCore.ViolationsAsync(page)).ShouldBeEmpty();

        // Three of four by the buttons, the last by keys.
        for (var i = 0; i < 4; i++)
        {
            await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.grid img')].every(image => image.complete && image.naturalWidth > 0)");
            if (i < 3)
            {
                await page.Locator("[data-question=alignment] [data-value='0']").ClickAsync();
                await page.Locator("[data-question=quality] [data-value='0']").ClickAsync();
            }
            else
            {
                await page.Keyboard.PressAsync("1");
                await page.Locator(".question.now[data-question=quality]").WaitForAsync();
                await page.Keyboard.PressAsync("3");
            }

            await visitor.WaitForTextAsync("#count", text => text == $"{i + 1} of 4");
        }

        await visitor.WaitUntilSavedAsync();
        await page.GotoAsync(served.Coordinator);
        await visitor.WaitForTextAsync("#agreement", text => text.Contains("Which side is <i>friendlier</i>?", StringComparison.Ordinal));
        visitor.Troubles.ShouldBeEmpty();
        served.End().ExitCode.ShouldBe(0);
        var latest = StudyContent.Read(_workplace["judged.db"]).Latest;
        latest.Count(answer => answer.Answer.Value == 0).ShouldBe(6);
        latest.Where(answer => answer.Answer.Value != 0)
            .Select(answer => (answer.Answer.Question, Shown: answer.Answer.IsSwapped ? -answer.Answer.Value : answer.Answer.Value))
            .ShouldBe([(StudyQuestion.Alignment, 1), (StudyQuestion.Quality, -1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Page_OnAPhoneByTouch_ShowsImagesLargeAndIsNamedThroughout()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);
        await using var visitor = await chromium.VisitAsync(390, 844, isDark: true);
        using var served = new ServedPages(_workplace, "judge", "red", "blue", "--sets", "1", "--set-size", "4", "--to", "judged.db");
        await visitor.JoinAsync(served.Links[0], "Anna");
        var tree = await visitor.Page.AccessibilityTreeAsync();
        foreach (var part in (string[])
        [
            "progressbar \"Image groups compared\"", "region \"A\"", "region \"B\"", "button \"Image 1 of group A, show large\"",
            "button \"Image 4 of group B, show large\"", "group \"Which group follows the prompt better?\"", "group \"Which group has the better images?\"",
        ])
        {
            tree.ShouldContain(part);
        }

        (await visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("nothing is cut off at the side");
        await visitor.Page.Button("Image 1 of group A, show large").ClickAsync();
        await visitor.Page.Locator("dialog[open]").WaitForAsync();
        await visitor.ShootAsync("judge-zoom");
        await visitor.Page.Keyboard.PressAsync("1");
        await visitor.Page.Keyboard.PressAsync("Escape");
        (await visitor.Page.Locator("[aria-pressed=true]").CountAsync()).ShouldBe(0, "keys mean nothing while an image is looked at");
        await visitor.ShootAsync("judge-phone");
        visitor.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public void Rewards_ThatSitIn_AnswerWithoutAPage()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);

        var run = _workplace.Run("judge", "red", "blue", "--to", "judged.db", "--reward-annotator", "inspector=toybox-truth,toybox-fidelity@0.02", "--no-page");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("16 answers are saved in judged.db");
        StudyContent.Read(_workplace["judged.db"])
            .Latest.ShouldAllBe(answer => answer.Answer.Value == 0, "neither shows what is asked for, and both are as plain");
        var again = _workplace.Run(
            "judge", "red", "blue", "--to", "judged.db", "--reward-annotator", "inspector=toybox-truth,toybox-fidelity@0.02", "--no-page");
        again.Output.ShouldContain("16 answers are saved", customMessage: "what is answered is not answered again");
    }

    [Fact]
    public void Images_ThatCannotBeRead_AreNamedAndLeftOut()
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);
        File.WriteAllBytes(_workplace["red/photo.jpg"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        File.AppendAllText(_workplace["red/metadata.jsonl"], "\n" + JsonSerializer.Serialize(new { file_name = "photo.jpg", text = Prompts[0] }));

        var run = _workplace.Run("judge", "red", "blue", "--to", "judged.db", "--reward-annotator", "inspector=toybox-truth,toybox-fidelity@0.02", "--no-page");

        run.ExitCode.ShouldBe(3, run.Error);
        run.Error.ShouldContain("photo.jpg' is an image of format HEIC");
        run.Error.ShouldContain("1 of 65 images could not be read and were skipped");
        run.Output.ShouldContain("16 answers are saved in judged.db");
    }

    [Fact]
    public void SelectedImages_OfBestOfNExperiments_AreFoundByJudge()
    {
        foreach (var reward in (string[])["clip", "chooser"])
        {
            _workplace.Write($"{reward}.yaml", $$"""
                model: { id: toybox, numInferenceSteps: 4 }
                prompts: [two cats, three apples]
                reward: { reward: toybox-{{reward}} }
                optimizer: { id: best-of-n, pool: 8, counts: [4, 8], topK: 4 }
                """);
            var run = _workplace.Run("run", $"{reward}.yaml", "--runs", "kept");
            run.ExitCode.ShouldBe(0, run.Error);
        }

        string[] runs = [.. Directory.GetDirectories(_workplace["kept"]).Order(StringComparer.Ordinal).Select(folder => Path.GetFileName(folder))];
        string[] both =
        [
            .. new[] { "clip", "chooser" }.Select(reward => $"{reward}={runs.Single(id => id.Contains($"-{reward}-", StringComparison.Ordinal))}"),
        ];

        var judged = _workplace.Run(
        [
            "judge",
            .. both,
            "--best-of",
            "4",
            "--runs",
            "kept",
            "--to",
            "judged.db",
            "--reward-annotator",
            "inspector=toybox-truth,toybox-fidelity@0.02",
            "--no-page",
        ]);
        var other = _workplace.Run(["judge", .. both, "--best-of", "16", "--runs", "kept", "--to", "other.db", "--no-page"]);

        judged.ExitCode.ShouldBe(0, judged.Error);
        judged.Output.ShouldContain("4 answers are saved in judged.db");
        _workplace.Run("study", "show", "judged.db").Output.ShouldMatch(@"clip .*best of 4 +chooser .*best of 4 +2 ");
        other.ExitCode.ShouldNotBe(0);
        other.ErrorLine.ShouldContain("no images selected out of n = 16. Known: 4, 8");
    }

    [Fact]
    public void Sets_ThatARecipePutsAside_AreComparedByModel()
    {
        _workplace.Write("generate.csx", """
            string[] prompts = ["two cats", "three apples"];
            var images = Lab.Generate(Lab.ImageModel("toybox", new { numInferenceSteps = 4 }), prompts, 4).Select(pool => pool.Images).ToArray();
            Lab.Save.ImageGroups("plain", prompts, images);
            Lab.Save.ImageGroups("turned", prompts, [.. images.Reverse()]);
            Lab.Save.ImageGroups("plain", prompts, images);
            """);
        var run = _workplace.Run("run", "generate.csx", "--runs", "kept");
        run.ExitCode.ShouldBe(0, run.Error);
        var folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        File.ReadAllLines(Path.Combine(folder, "groups/image-groups.csv")).Length.ShouldBe(1 + 16, "the same model again takes the place of what was there");

        var judged = _workplace.Run(
            "judge", "last", "--runs", "kept", "--reward-annotator", "clip=toybox-clip", "--reward-annotator", "inspector=toybox-truth,toybox-fidelity",
            "--no-page");
        var shown = _workplace.Run("study", "show", "last", "--runs", "kept");

        judged.ExitCode.ShouldBe(0, judged.Error);
        judged.Output.ShouldContain("6 answers are saved in");
        shown.Output.ShouldMatch(@"plain +turned +2 +\d +\d +\d ");
        shown.Output.ShouldContain("Reward annotators beside people, on alignment");
        var report = _workplace.Run("report", "last", "--runs", "kept", "--to", "report.html");
        report.ExitCode.ShouldBe(0, report.Error);
        File.ReadAllText(_workplace["report.html"]).ShouldContain("id=\"people\"");
    }

    [Theory]
    [InlineData(new[] { "judge", "red" }, 1, "needs at least two models")]
    [InlineData(new[] { "judge", "red", "nowhere/else" }, 1, "There is no folder 'nowhere/else'")]
    [InlineData(new[] { "judge", "red", "blue", "--reward-annotator", "nobody" }, 2, "is not of the form NAME=REWARD,REWARD")]
    [InlineData(new[] { "judge", "red", "blue", "--model", "green" }, 2, "there is no such model")]
    [InlineData(new[] { "judge", "red", "blue", "--set-size", "0" }, 2, "must be 1 or more")]
    [InlineData(new[] { "judge", "red", "blue", "--set-size", "99" }, 1, "smaller groups with --set-size")]
    [InlineData(new[] { "judge", "red", "blue", "--best-of", "16" }, 1, "has no selected images")]
    [InlineData(new[] { "label", "red", "--reward-annotator", "clip=toybox-clip" }, 2, "is not of the form NAME=REWARD@SCORE")]
    [InlineData(new[] { "label", "red", "--reward-annotator", "clip=toybox-clip@1,toybox-truth@1" }, 2, "is not of the form NAME=REWARD@SCORE")]
    [InlineData(new[] { "label", "nowhere/else" }, 1, "There is no folder")]
    [InlineData(new[] { "label", "red", "--prompts", "none.csv" }, 1, "There is no file")]
    [InlineData(new[] { "label", "red", "--prompt", "x", "--prompts", "y" }, 2, "Use either a table")]
    [InlineData(new[] { "label", "red", "--certificate", "none.pfx" }, 1, "--certificate none.pfx: cannot be read")]
    [InlineData(new[] { "label", "red", "--port", "70000" }, 2, "a port is a number from 0 to 65535")]
    [InlineData(new[] { "study", "show", "red" }, 1, "'red' has no labels or comparisons yet")]
    [InlineData(new[] { "study", "export", "red/metadata.jsonl" }, 1, "is not a study")]
    public void Command_ThatCannotBe_IsRefusedInOneLine(string[] arguments, int exitCode, string problem)
    {
        Write("red", 200, 20);
        Write("blue", 20, 200);

        var run = _workplace.Run(arguments);

        run.ExitCode.ShouldBe(exitCode);
        run.ErrorLine.ShouldContain(problem);
        Directory.GetFiles(_workplace.Folder, "*.db*", SearchOption.AllDirectories).ShouldBeEmpty("nothing is begun");
    }

    private static Task<bool> IsRedFirstAsync(BrowserPage page) => page.EvaluateAsync<bool>("""
        () => {
          const canvas = document.createElement('canvas');
          const context = canvas.getContext('2d');
          context.drawImage(document.querySelector('#grid-0 img'), 0, 0);
          const [red, , blue] = context.getImageData(2, 2, 1, 1).data;
          return red > blue;
        }
        """);

    // Four prompts with eight images each, of the model's colour.
    private void Write(string model, byte red, byte blue)
    {
        Directory.CreateDirectory(_workplace[model]);
        var lines = Enumerable.Range(0, 32).Select(i =>
        {
            TestImages.WritePng(_workplace[$"{model}/{i:D2}.png"], red, (byte)i, blue, size: 64);
            return JsonSerializer.Serialize(new { file_name = $"{i:D2}.png", text = Prompts[i / 8] });
        }).ToArray();
        _workplace.Write($"{model}/metadata.jsonl", string.Join('\n', lines));
    }
}
