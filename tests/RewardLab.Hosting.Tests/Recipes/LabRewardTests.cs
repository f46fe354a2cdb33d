using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Rewards, calibration, benchmarks and best-of-n in recipes.</summary>
public sealed class LabRewardTests : LabFixture
{
    [Fact]
    public void TextNorm_OfAReward_IsEquationOne()
    {
        // Scores of "a", "as", "ass" are b + 0.5, b + 1, b + 1.5: the brightness b cancels.
        var expected = 1 / (1 + Math.Exp(0.5 / 0.25) + Math.Exp(1 / 0.25));
        var log = Place.Execute(TwoPools + "var score = Lab.TextNorm(raw, \"words\", tau: 0.25).Score(pools[0]); Lab.Log(score[0].ToString(\"R\"));");
        double.Parse(log, CultureInfo.InvariantCulture).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void TextNorm_WhereNothingIsSpecified_IsMinMaxAndTheTableSaysSo()
    {
        // The scores of any image lie 0, 0.5 and 1 above its lowest.
        var expected = 1 / (1 + Math.Exp(5) + Math.Exp(10));
        var log = Place.Execute(
            TwoPools
            + "var norm = Lab.TextNorm(raw, \"words\").Named(\"calibrated\"); Lab.Log(norm.Score(pools[0])[0].ToString(\"R\")); "
            + "Lab.Evaluate.Benchmark(pools, [raw, norm, Lab.TextNorm(raw, \"words\", tau: 0.5).Named(\"other\")], truth);");
        double.Parse(log.Split('\n')[0], CultureInfo.InvariantCulture).ShouldBe(expected, 1e-6);
        Place.Output.ToString().ShouldContain("TextNorm: min-max, scale 10 (calibrated); equation 1, tau 0.5 (other).");
    }

    [Theory]
    [InlineData("Lab.TextNorm(raw, \"words\", tau: 1, scale: 10)", "give either tau")]
    [InlineData("Lab.TextNorm(raw, \"words\", scale: 10, variant: TextNormVariant.Equation1)", "variant equation1 has a tau")]
    [InlineData("Lab.TextNorm(raw, \"words\", scale: 0)", "option 'scale' is 0: allowed is")]
    public void TextNorm_OfSettingsThatDoNotGoTogether_IsRefused(string call, string message) =>
        Should.Throw<RewardLabException>(() => Place.Execute(TwoPools + call + ";")).Message.ShouldContain(message);

    [Fact]
    public void Calibrate_WhereNothingIsSpecified_SearchesScalesAndSavesMinMax()
    {
        Place.Execute(
            TwoPools
            + "Lab.Evaluate.Calibrate(\"scales\", [new PromptPools(\"one\", pools)], [raw], "
            + "\"words\", truth, new() { Search = new() { Folds = 2 }, Searches = true });"
                + "Lab.Evaluate.Calibrate(\"both\", [new PromptPools(\"one\", pools)], [raw], \"words\", truth, new() { Taus = [1], Scales = [3], "
                + "Search = new() { Folds = 2 } });");
        Encoding.UTF8.GetString(Place.Run.Files["calibration/scales.yaml"]).ShouldBe("textNorm:\n  reward: raw\ngenerator: words\nscale: 0.1\n");
        Place.Output.ToString().ShouldContain("min-max, scale 0.1");
        Encoding.UTF8.GetString(Place.Run.Files["calibration/both.yaml"]).ShouldContain("scale: 3");
        Should.Throw<RewardLabException>(() => Place.Execute(
            TwoPools
            + "Lab.Evaluate.Calibrate(\"no\", [new PromptPools(\"one\", pools)], [raw], \"words\", truth, new() { Taus = [1], "
            + "Variant = TextNormVariant.MinMax });"))
                .Message.ShouldContain("scales are min-max's");
    }

    [Theory]
    [InlineData("Lab.TextNorm(size, \"words\").Score(pools[0]);")]
    [InlineData("Lab.TextNorm(Lab.Mean(size, size), \"words\").Score(pools[0]);")]
    [InlineData("Lab.Evaluate.Calibrate(\"c\", [new PromptPools(\"one\", pools)], [raw, size], \"words\", truth);")]
    public void Calibration_OfARewardThatIgnoresPrompts_IsRefused(string call)
    {
        Place.Catalog.Add<IRewardModel>("size", _ => new PixelReward("size", red => red));

        Should.Throw<RewardLabException>(() => Place.Execute(TwoPools + "var size = Lab.Reward(\"size\");\n" + call)).Message.ShouldContain(
            "means nothing: its scores do not depend on the prompt, so every image would get the same share");
    }

    [Fact]
    public void Rewards_ThatShareAModel_MakeItOnceAndScoreEachCellOnce()
    {
        Place.Execute(TwoPools + """
            var calibrated = Lab.TextNorm(raw, "words");
            var both = Lab.Mean(calibrated, Lab.TextNorm(raw, "words", tau: 2));
            foreach (var reward in new[] { raw, calibrated, both, raw }) { reward.Score(pools[0]); }
            """);

        Place.Catalog.Created.Count(reference => reference.Id == "raw").ShouldBe(1);
        Raw.ScoredCells.ShouldBe(8 * 3);
    }

    [Fact]
    public void Uncertainty_WithLambda_PassesItToTheEnsemble()
    {
        Place.Execute(TwoPools + "Lab.Uncertainty(0.5, raw, truth).Score(pools[0]);");
        Place.Catalog.Created.Single(reference => reference.Id == "uncertainty").Options["lambda"].ShouldBe(0.5);
    }

    [Fact]
    public void Benchmark_RawAndTextNorm_KeepsMetricsAndLeadsForTheReport()
    {
        var lines = Place.Execute(
            TwoPools + "Lab.Log(Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth).Table.ToText());").Split('\n');

        lines[0].ShouldStartWith("rewards against truth");
        Cells(lines[1]).ShouldBe(
            [
                "reward", "baseline", "AUROC", "lead in AUROC", "AUPRC", "lead in AUPRC", "AP@5", "lead in AP@5", "AP@10", "lead in AP@10", "AP@25",
                "lead in AP@25",
            ]);

        // The truth is a threshold on brightness, which raw orders perfectly and TextNorm, blind to it, not at all.
        lines[3].ShouldStartWith("raw ");
        lines[3].ShouldContain("1.000 [-]");
        Cells(lines[4])[..4].ShouldBe(["calibrated", "raw", "0.500 [-]", "-0.500 [-]"]);
        lines.ShouldContain("[-]: no interval, because fewer than 5 prompts have a value.");
        Encoding.UTF8.GetString(Place.Run.Files["scores/raw.csv"]).ShouldStartWith("image,prompt,raw,groundTruth\nimages/000-a/000.png,a,");
        Place.Run.Files.ShouldContainKey("scores/calibrated.csv");
        Place.Run.Events.First(e => e.Kind == "benchmark.metric").Data["auroc"].ShouldBe(1.0);
    }

    [Fact]
    public void Benchmark_RawAndTextNorm_PrintsTheFirstMetricAndItsLead()
    {
        Place.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth);");

        var lines = Place.Output.ToString().Split('\n');
        Cells(lines[1]).ShouldBe(["reward", "AUROC", "baseline", "lead over baseline", "p (Holm)"]);
        Cells(lines[3]).ShouldBe(["raw", "1.000 [-]"]);
        Cells(lines[4]).ShouldBe(["calibrated", "0.500 [-]", "raw", "-0.500 [-]", "-"]);
    }

    [Fact]
    public void Benchmark_OfManyPrompts_StarsLeadsThatTheCorrectionLeaves()
    {
        var output = Place.Execute(TwoPools.Replace("[\"a\", \"bb\"]", "[.. Enumerable.Range(0, 12).Select(i => $\"a{i}\")]", StringComparison.Ordinal)
            + "Lab.Log(Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth).Table.ToText());");

        output.ShouldContain("1.000 [0.");
        output.ShouldMatch(@"(?m)^raw .*\[[^\]]*\] +- +-$", "there are eight images, so that AP@10 and AP@25 are none");
        output.ShouldMatch(@"AP@10, AP@25: without \d+ prompts that have fewer images than that\.");
        output.ShouldContain("AP@k: average precision of the k highest-scored images alone, divided by the positives among them");
        output.ShouldNotContain("1.000 [1.00, 1.00]");
        output.ShouldMatch(@"calibrated +raw +0\.500 \[[^\]]*\] +-0\.500 \[-\d\.\d\d, -\d\.\d\d\] \*");
        output.ShouldContain("after Holm's correction for the 3 comparisons of this table");
    }

    [Theory]
    [InlineData("Lab.Reward(\"raw\", new { b = 2, a = 10 })")]
    [InlineData("Lab.Reward(\"raw\", new Dictionary<string, object> { [\"a\"] = 10.0, [\"b\"] = 2L })")]
    [InlineData("Lab.Mean(Lab.Reward(\"raw\", new { a = 10, b = new[] { 1, 2 } }))")]
    public void Benchmark_RewardComposedTwiceInTheSameWords_IsTheBaselineOfItsTextNorm(string reward)
    {
        var inner = reward.Contains("Dictionary", StringComparison.Ordinal) ? "Lab.Reward(\"raw\", new { a = 10, b = 2 })" : reward;
        Place.Execute(TwoPools + $"Lab.Evaluate.Benchmark(pools, [{reward}.Named(\"first\"), Lab.TextNorm({inner}, \"words\").Named(\"calibrated\")], truth);");

        Place.Output.ToString().ShouldMatch(@"(?m)^calibrated +0\.500 \[-\] +first ");
        Place.Catalog.Created.Count(reference => reference.Id == "raw").ShouldBe(1);
    }

    [Theory]
    [InlineData("Lab.Reward(\"rwa\");", "There is no reward 'rwa'.")]
    [InlineData("Lab.TextNorm(Lab.Reward(\"raw\"), \"wrods\");", "There is no IPromptGenerator 'wrods'.")]
    [InlineData("Lab.Ensemble(\"maen\", [Lab.Reward(\"raw\")]);", "There is no ensemble 'maen'.")]
    [InlineData("Lab.Reward(new TextNormNode(new RewardModelNode(new(\"raw\")), new(\"wrods\"), new()));", "There is no prompt generator 'wrods'.")]
    public void Reward_OfAnUnknownComponent_IsRefusedWhereItIsComposed(string call, string message)
    {
        Should.Throw<RewardLabException>(() => Place.Execute($"var a = 1;\n{call}\n{TwoPools}")).Message
            .ShouldMatch($@"recipe\.csx\(2,1\): {System.Text.RegularExpressions.Regex.Escape(message)}");
        Images.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Lab.Generate(model, [\"a\", \"three\"], 8);", "TextNorm cannot score one prompt. picky refuses \"three\".")]
    [InlineData("Lab.Generate(model, [\"a\", \"three\"], 8);", "is composed after Lab.Generate")]
    [InlineData("Lab.Algorithm(\"record\").Run(model, calibrated, [\"a\", \"three\"]);", "TextNorm cannot score one prompt. picky refuses \"three\".")]
    [InlineData("Lab.Algorithm(\"record\").Run(model, raw, [\"a\", \"three\"], [Lab.Mean(calibrated)]);", "picky refuses \"three\".")]
    public void TextNorm_WhoseGeneratorCannotHandleAPrompt_IsFoundBeforeImagesAreGenerated(string call, string message)
    {
        Place.Catalog.Add<IPromptGenerator>("picky", _ => new PickyPrompts(refuses: true));
        var algorithm = new RecordingAlgorithm();
        Place.Catalog.Add<IAlgorithm>("record", _ => algorithm);

        Should.Throw<RewardLabException>(() => Place.Execute(
            "var model = Lab.ImageModel(\"seeds\"); var raw = Lab.Reward(\"raw\"); var calibrated = Lab.TextNorm(raw, \"picky\");\n" + call))
            .Message.ShouldContain(message);
        Images.Requests.ShouldBeEmpty();
        algorithm.Context.ShouldBeNull();
    }

    [Theory]
    [InlineData("var calibrated = Lab.TextNorm(raw, \"picky\"); var other = Lab.TextNorm(raw, \"words\"); Lab.Generate(model, [\"a\", \"three\"], 8);", true)]
    [InlineData("Lab.Generate(model, [\"a\", \"three\"], 8); var calibrated = Lab.TextNorm(raw, \"picky\");", true)]
    [InlineData("var calibrated = Lab.TextNorm(raw, \"picky\"); Lab.Generate(model, [\"a\", \"three\"], 8);", false)]
    public void TextNorm_WhereAnotherIsMeantOrTheGeneratorWritesAllTheSame_IsNoObstacle(string calls, bool refuses)
    {
        Place.Catalog.Add<IPromptGenerator>("picky", _ => new PickyPrompts(refuses));
        Place.Execute("var model = Lab.ImageModel(\"seeds\"); var raw = Lab.Reward(\"raw\");\n" + calls);
        Images.Requests.Count.ShouldBe(16);
    }

    [Fact]
    public void Benchmark_RewardOfOtherOptions_IsNoBaseline()
    {
        Place.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [Lab.Reward(\"raw\", new { a = 10 }).Named(\"first\"), "
            + "Lab.TextNorm(Lab.Reward(\"raw\", new { a = 11 }), \"words\").Named(\"calibrated\")], truth);");

        Place.Output.ToString().ShouldNotContain("baseline");
    }

    [Fact]
    public void Benchmark_WithMetrics_HasTheirColumns()
    {
        var lines = Place.Execute("using RewardLab.Evaluation.Metrics;\n" + TwoPools
            + "Lab.Log(Lab.Evaluate.Benchmark(pools, [raw], truth, metrics: [Metric.Auroc, .. "
            + "Metric.Normalised([Metric.AveragePrecisionAt(5)], PrecisionNormalisation.Found, PrecisionNormalisation.Possible)]).Table.ToText());")
                .Split('\n');

        Cells(lines[1]).ShouldBe(["reward", "AUROC", "AP@5", "AP@5 possible"]);
        lines.ShouldContain(line => line.Contains("divided by min(k, all positives of the prompt)", StringComparison.Ordinal));
    }

    [Fact]
    public void Conclude_ABenchmark_EndsInWordsAndWhatComesNext()
    {
        Place.Execute(TwoPools.Replace("[\"a\", \"bb\"]", "[.. Enumerable.Range(0, 12).Select(i => $\"a{i}\")]", StringComparison.Ordinal)
            + "Lab.Evaluate.Conclude(Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth), \"Open report.html.\", "
            + "\"  rewardlab run next\");");

        var lines = Place.Output.ToString().TrimEnd().Split('\n');
        lines[^2..].ShouldBe(["Open report.html.", "  rewardlab run next"]);
        lines.Max(line => line.Length).ShouldBeLessThanOrEqualTo(100);
        string.Join(' ', lines).ShouldMatch(
            "of 2 rewards against the ground truth.*Significantly behind its baseline, so that the baseline is better: calibrated over raw, AUROC -0\\.500");
    }

    [Fact]
    public void Benchmark_WithAName_KeepsItsScoresApart()
    {
        Place.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw], truth, \"first\"); Lab.Evaluate.Benchmark([pools[0]], [raw], truth, \"second\");");
        Place.Output.ToString().ShouldContain("second: rewards against truth");
        Place.Run.Files["scores/first-raw.csv"].Length.ShouldBeGreaterThan(Place.Run.Files["scores/second-raw.csv"].Length);
    }

    [Fact]
    public void Calibrate_TwoSets_PrintsEveryProtocolAndSavesThePreset()
    {
        Place.Execute(
            TwoPools
            + ("Lab.Evaluate.Calibrate(\"my rewards\", [new(\"one\", [pools[0]]), new(\"two\", [pools[1]])], [raw], \"words\", truth, new() { Taus = [1, 3], "
                + "Search = new() { Folds = 2 } });")
                .Replace("new() { Folds = 2 }", "new RewardLab.Calibration.Search.CalibrationOptions { Folds = 2 }", StringComparison.Ordinal)
                .Replace("[new(\"one\", [pools[0]]), new(\"two\", [pools[1]])]", "[new PromptPools(\"one\", pools)]", StringComparison.Ordinal));

        var output = Place.Output.ToString();
        foreach (var line in (string[])
        [
            "my rewards: settings by protocol, means over 2 prompts", "one value ", "2-fold cross-validated ", "leave one prompt out ",
            "oracle of each prompt (sees the labels) ", "Optimism of the oracle",
        ])
        {
            output.ShouldContain(line);
        }

        // TextNorm is blind to brightness: no temperature is better than another, and the largest is taken.
        output.ShouldContain("tau 3 ");
        Encoding.UTF8.GetString(Place.Run.Files["calibration/my-rewards.yaml"]).ShouldBe("textNorm:\n  reward: raw\ngenerator: words\ntau: 3.0\n");
        Place.Run.Events.Count(e => e.Kind == "calibration.protocol").ShouldBe(4);
    }

    [Fact]
    public void Calibrate_APromptInTwoSets_IsRefused() =>
        Should.Throw<RewardLabException>(() => Place.Execute(
            TwoPools + "Lab.Evaluate.Calibrate(\"x\", [new PromptPools(\"one\", pools), new PromptPools(\"two\", pools)], [raw], \"words\", truth);")).Message
            .ShouldContain("prompt \"a\" is listed 2 times");

    [Fact]
    public void Benchmark_RewardsOfOneName_AsksForNames() =>
        Should.Throw<RewardLabException>(() => Place.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw, raw], truth);")).Message
            .ShouldContain("2 rewards are named \"raw\". Give them different names with .Named");

    [Fact]
    public void BestOfN_Pools_PrintsTheUnbiasedCurve()
    {
        var full = Place.Execute(TwoPools + "Lab.Log(Lab.Evaluate.BestOfN(pools, [raw], truth, [1, 2, 8]).ToText());").Split('\n')[3];

        double Expected(int n) => new[] { "a", "bb" }.Average(prompt =>
        {
            var stream = SeedStream.Create(Place.Run.Seed, "sampling").Child(prompt);
            var scores = Enumerable.Range(0, 8).Select(i => (double)(byte)stream[i]).ToArray();
            return BestOfNCurve.Expected(scores, [.. scores.Select(score => score > 127 ? 1.0 : 0.0)], n);
        });
        // The terminal has room for the interval of the largest n alone.
        Cells(Place.Output.ToString().Split('\n')[3])
            .ShouldBe(["raw", .. new[] { 1, 2, 8 }.Select(n => Expected(n).ToString("0.000", CultureInfo.InvariantCulture) + (n == 8 ? " [-]" : ""))]);
        foreach (var n in new[] { 1, 2, 8 })
        {
            full.ShouldContain(Expected(n).ToString("0.000", CultureInfo.InvariantCulture) + " [");
        }

        Place.Run.Events.Count(e => e.Kind == "bestofn.point").ShouldBe(6);
    }

    [Fact]
    public void BestOfNAndPicks_ScoresAllEqual_SayThatNothingIsChosen()
    {
        Place.Catalog.Add<IRewardModel>("flat", _ => new BrightnessReward("flat", perLetter: 0.5) { Weight = 0 });
        Place.Execute(
            TwoPools
            + "var flat = Lab.Reward(\"flat\"); Lab.Evaluate.BestOfN(pools, [raw, flat], truth, [1, 8]); Lab.Save.TopK(\"picks\", pools, [raw, flat], [8]);");
        const string Expected = "flat gives all images of 2 of 2 prompts the same score, such as \"a\": "
            + "the images selected of these are the first ones, not the best.";
        Place.Output.ToString().ShouldContain(Expected);
        Place.Run.Lines.Count(line => line == $"picks: {Expected}").ShouldBe(1);
        Place.Run.Events.Single(e => e.Kind == "bestofn.signal").Data["message"].ShouldBe(Expected);
    }

    [Fact]
    public void BestOfN_PoolTooSmall_NamesIt() =>
        Should.Throw<RewardLabException>(() => Place.Execute(TwoPools + "Lab.Evaluate.BestOfN(pools, [raw], truth, [16]);")).Message
            .ShouldContain("n must be 1 to 8, the images of prompt \"a\", not 16");

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Says that it can handle prompts of one letter alone.</summary>
    private sealed class PickyPrompts(bool refuses) : IPromptGenerator
    {
        public string Name => "picky";

        public bool CanHandle(string prompt) => prompt.Length == 1;

        public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) => refuses && !CanHandle(prompt)
            ? throw new RewardLabException($"picky refuses \"{prompt}\".")
            : Task.FromResult(new ContrastiveSet(prompt, ["b"], new PromptProvenance(PromptProvenanceKind.Rule, "picky")));
    }
}
