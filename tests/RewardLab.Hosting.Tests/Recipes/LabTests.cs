using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class LabTests : IDisposable
{
    private const string TwoPools = "var model = Lab.ImageModel(\"seeds\"); var pools = Lab.Generate(model, [\"a\", \"bb\"], 8);\n"
        + "var truth = Lab.Reward(\"truth\"); var raw = Lab.Reward(\"raw\");\n";

    private readonly RecipeFolder _folder = new();
    private readonly SeedImages _images = new();
    private readonly BrightnessReward _raw = new("raw", perLetter: 0.5);
    private readonly ThresholdReward _groundTruth = new();

    public LabTests()
    {
        _folder.Catalog.Add<IImageModel>("seeds", _ => _images);
        _folder.Catalog.Add<IRewardModel>("raw", _ => _raw);
        _folder.Catalog.Add<IRewardModel>("truth", _ => _groundTruth);
        _folder.Catalog.Add<IPromptGenerator>("words", _ => new WordPrompts());
        _folder.Catalog.Add<IEnsemble>("mean", _ => new FirstRow());
        _folder.Catalog.Add<IEnsemble>("uncertainty", _ => new FirstRow());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Generate_MoreImagesAndPrompts_KeepTheFormerSeeds()
    {
        _folder.Execute("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\"], 2);");
        var few = _images.Requests.ToArray();
        _images.Requests.Clear();
        _folder.Execute("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"b\", \"a\"], 5, batchSize: 3);");

        var stream = SeedStream.Create(_folder.Run.Seed, "sampling").Child("a");
        few.ShouldBe([new ImageRequest("a", stream[0]), new ImageRequest("a", stream[1])]);
        _images.Requests.Where(request => request.Prompt == "a").Take(2).ShouldBe(few);
        _images.Requests.Select(request => request.Seed).Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public void Generate_BatchesAcrossPrompts_GivesEachPromptItsOwnImages()
    {
        _folder.Execute("""
            var pools = Lab.Generate(Lab.ImageModel("seeds"), ["a", "b", "c"], 4, batchSize: 5);
            foreach (var pool in pools)
            {
                Lab.Log($"{pool.Prompt} {pool.Count} {string.Join(' ', Enumerable.Range(0, 4).Select(i => pool.Images[i][0]))} {pool.Files[3]}");
            }
            """);

        _images.BatchSizes.ShouldBe([5, 5, 2]);
        _folder.Run.Lines.ShouldBe(new[] { "a", "b", "c" }.Select((prompt, index) =>
        {
            var stream = SeedStream.Create(_folder.Run.Seed, "sampling").Child(prompt);
            return $"{prompt} 4 {string.Join(' ', Enumerable.Range(0, 4).Select(i => (byte)stream[i]))} images/{index:D3}-{prompt}/003.png";
        }));
        _folder.Run.Files.Keys.Count(path => path.EndsWith(".png", StringComparison.Ordinal)).ShouldBe(12);
        _folder.Run.Progress.Last().ShouldBe(("draw", 12, 12));
        _folder.Run.Events.Single(e => e.Kind == "images.requested").Data["batchSize"].ShouldBe(5L);
    }

    [Theory]
    [InlineData("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\", \"a\"], 2);", "prompt \"a\" is listed 2 times")]
    [InlineData("Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\"], 0);", "imagesPerPrompt (0) and batchSize (64) must be at least 1")]
    public void Generate_BadRequest_IsRefused(string recipe, string message) =>
        Should.Throw<RewardLabException>(() => _folder.Execute(recipe)).Message.ShouldContain(message);

    [Fact]
    public void Components_AtTheEndOfTheRecipe_AreDisposed()
    {
        _folder.Execute(TwoPools + "Lab.Log(raw.Name);");
        _images.IsDisposed.ShouldBeTrue();
        _raw.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Components_OfAFailedRecipe_AreDisposedToo()
    {
        Should.Throw<RewardLabException>(() => _folder.Execute(TwoPools + "throw new Exception(\"x\");"));
        _images.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Options_AnonymousObjectsAndDictionaries_ReachTheCatalogAsPlainValues()
    {
        _folder.Execute("""
            Lab.ImageModel("seeds", new { Steps = 20, guidance = 7.5, sizes = new[] { 1, 2 }, inner = new { Name = "x" } });
            Lab.ImageModel("seeds", new Dictionary<string, object?> { ["steps"] = 30 });
            """);

        var options = _folder.Catalog.Created[0].Options;
        options["steps"].ShouldBe(20);
        options["guidance"].ShouldBe(7.5);
        options["sizes"].ShouldBe(new List<object?> { 1, 2 });
        options["inner"].ShouldBeOfType<Dictionary<string, object?>>()["name"].ShouldBe("x");
        _folder.Catalog.Created[1].Options["steps"].ShouldBe(30);
    }

    [Fact]
    public void Options_ThatAreNone_AreRefusedWithThePlace() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("\nLab.Images(\"seeds\", 3);")).Message
            .ShouldMatch(@"recipe\.csx\(2,1\): Options are .*Write them as new \{ name = value \}");

    [Fact]
    public void TextNorm_OfAReward_IsEquationOne()
    {
        // Scores of "a", "as", "ass" are b + 0.5, b + 1, b + 1.5: the brightness b cancels.
        var expected = 1 / (1 + Math.Exp(0.5 / 0.25) + Math.Exp(1 / 0.25));
        var log = _folder.Execute(TwoPools + "var score = Lab.TextNorm(raw, \"words\", tau: 0.25).Score(pools[0]); Lab.Log(score[0].ToString(\"R\"));");
        double.Parse(log, CultureInfo.InvariantCulture).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void TextNorm_WhereNothingIsSaid_IsMinMaxAndTheTableSaysSo()
    {
        // The scores of any image lie 0, 0.5 and 1 above its lowest.
        var expected = 1 / (1 + Math.Exp(5) + Math.Exp(10));
        var log = _folder.Execute(
            TwoPools
            + "var norm = Lab.TextNorm(raw, \"words\").Named(\"calibrated\"); Lab.Log(norm.Score(pools[0])[0].ToString(\"R\")); "
            + "Lab.Evaluate.Benchmark(pools, [raw, norm, Lab.TextNorm(raw, \"words\", tau: 0.5).Named(\"other\")], truth);");
        double.Parse(log.Split('\n')[0], CultureInfo.InvariantCulture).ShouldBe(expected, 1e-6);
        _folder.Output.ToString().ShouldContain("TextNorm: min-max, scale 10 (calibrated); equation 1, tau 0.5 (other).");
    }

    [Theory]
    [InlineData("Lab.TextNorm(raw, \"words\", tau: 1, scale: 10)", "give either tau")]
    [InlineData("Lab.TextNorm(raw, \"words\", scale: 10, variant: TextNormVariant.Equation1)", "variant equation1 has a tau")]
    [InlineData("Lab.TextNorm(raw, \"words\", scale: 0)", "option 'scale' is 0: allowed is")]
    public void TextNorm_OfSettingsThatDoNotGoTogether_IsRefused(string call, string message) =>
        Should.Throw<RewardLabException>(() => _folder.Execute(TwoPools + call + ";")).Message.ShouldContain(message);

    [Fact]
    public void Calibrate_WhereNothingIsSaid_SearchesScalesAndSavesMinMax()
    {
        _folder.Execute(
            TwoPools
            + "Lab.Evaluate.Calibrate(\"scales\", [new PromptPools(\"one\", pools)], [raw], "
            + "\"words\", truth, new() { Search = new() { Folds = 2 }, Searches = true });"
                + "Lab.Evaluate.Calibrate(\"both\", [new PromptPools(\"one\", pools)], [raw], \"words\", truth, new() { Taus = [1], Scales = [3], "
                + "Search = new() { Folds = 2 } });");
        Encoding.UTF8.GetString(_folder.Run.Files["calibration/scales.yaml"]).ShouldBe("textNorm:\n  reward: raw\ngenerator: words\nscale: 0.1\n");
        _folder.Output.ToString().ShouldContain("min-max, scale 0.1");
        Encoding.UTF8.GetString(_folder.Run.Files["calibration/both.yaml"]).ShouldContain("scale: 3");
        Should.Throw<RewardLabException>(() => _folder.Execute(
            TwoPools
            + "Lab.Evaluate.Calibrate(\"no\", [new PromptPools(\"one\", pools)], [raw], \"words\", truth, new() { Taus = [1], "
            + "Variant = TextNormVariant.MinMax });"))
                .Message.ShouldContain("scales are min-max's");
    }

    [Fact]
    public void Rewards_ThatShareAModel_MakeItOnceAndScoreEachCellOnce()
    {
        _folder.Execute(TwoPools + """
            var calibrated = Lab.TextNorm(raw, "words");
            var both = Lab.Mean(calibrated, Lab.TextNorm(raw, "words", tau: 2));
            foreach (var reward in new[] { raw, calibrated, both, raw }) { reward.Score(pools[0]); }
            """);

        _folder.Catalog.Created.Count(reference => reference.Id == "raw").ShouldBe(1);
        _raw.ScoredCells.ShouldBe(8 * 3);
    }

    [Fact]
    public void Uncertainty_WithLambda_PassesItToTheEnsemble()
    {
        _folder.Execute(TwoPools + "Lab.Uncertainty(0.5, raw, truth).Score(pools[0]);");
        _folder.Catalog.Created.Single(reference => reference.Id == "uncertainty").Options["lambda"].ShouldBe(0.5);
    }

    [Fact]
    public void Benchmark_RawAndTextNorm_KeepsMetricsAndLeadsForTheReport()
    {
        var lines = _folder.Execute(
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
        Encoding.UTF8.GetString(_folder.Run.Files["scores/raw.csv"]).ShouldStartWith("image,prompt,raw,groundTruth\nimages/000-a/000.png,a,");
        _folder.Run.Files.ShouldContainKey("scores/calibrated.csv");
        _folder.Run.Events.First(e => e.Kind == "benchmark.metric").Data["auroc"].ShouldBe(1.0);
    }

    [Fact]
    public void Benchmark_RawAndTextNorm_PrintsTheFirstMetricAndItsLead()
    {
        _folder.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth);");

        var lines = _folder.Output.ToString().Split('\n');
        Cells(lines[1]).ShouldBe(["reward", "AUROC", "baseline", "lead over baseline", "p (Holm)"]);
        Cells(lines[3]).ShouldBe(["raw", "1.000 [-]"]);
        Cells(lines[4]).ShouldBe(["calibrated", "0.500 [-]", "raw", "-0.500 [-]", "-"]);
    }

    [Fact]
    public void Benchmark_OfManyPrompts_StarsLeadsThatTheCorrectionLeaves()
    {
        var output = _folder.Execute(TwoPools.Replace("[\"a\", \"bb\"]", "[.. Enumerable.Range(0, 12).Select(i => $\"a{i}\")]", StringComparison.Ordinal)
            + "Lab.Log(Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth).Table.ToText());");

        output.ShouldContain("1.000 [0.");
        output.ShouldMatch(@"(?m)^raw .*\[[^\]]*\] +- +-$", "there are eight images, so that AP@10 and AP@25 are none");
        output.ShouldMatch(@"AP@10, AP@25: without \d+ prompts that have fewer images than that\.");
        output.ShouldContain("AP@k: average precision of the k highest-scored images alone, divided by the positives among them");
        output.ShouldNotContain("1.000 [1.00, 1.00]");
        output.ShouldMatch(@"calibrated +raw +0\.500 \[[^\]]*\] +-0\.500 \[-\d\.\d\d, -\d\.\d\d\] \*");
        output.ShouldContain("after Holm's correction for the 3 comparisons of this table");
    }

    [Fact]
    public void Benchmark_WithMetrics_HasTheirColumns()
    {
        var lines = _folder.Execute("using RewardLab.Evaluation.Metrics;\n" + TwoPools
            + "Lab.Log(Lab.Evaluate.Benchmark(pools, [raw], truth, metrics: [Metric.Auroc, .. "
            + "Metric.Normalised([Metric.AveragePrecisionAt(5)], PrecisionNormalisation.Found, PrecisionNormalisation.Possible)]).Table.ToText());")
                .Split('\n');

        Cells(lines[1]).ShouldBe(["reward", "AUROC", "AP@5", "AP@5 possible"]);
        lines.ShouldContain(line => line.Contains("divided by min(k, all positives of the prompt)", StringComparison.Ordinal));
    }

    [Fact]
    public void Conclude_ABenchmark_EndsInWordsAndWhatComesNext()
    {
        _folder.Execute(TwoPools.Replace("[\"a\", \"bb\"]", "[.. Enumerable.Range(0, 12).Select(i => $\"a{i}\")]", StringComparison.Ordinal)
            + "Lab.Evaluate.Conclude(Lab.Evaluate.Benchmark(pools, [raw, Lab.TextNorm(raw, \"words\").Named(\"calibrated\")], truth), \"Open report.html.\", "
            + "\"  rewardlab run next\");");

        var lines = _folder.Output.ToString().TrimEnd().Split('\n');
        lines[^2..].ShouldBe(["Open report.html.", "  rewardlab run next"]);
        lines.Max(line => line.Length).ShouldBeLessThanOrEqualTo(100);
        string.Join(' ', lines).ShouldMatch(
            "of 2 rewards against the ground truth.*Significantly behind its baseline, so that the baseline is better: calibrated over raw, AUROC -0\\.500");
    }

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void Benchmark_WithAName_KeepsItsScoresApart()
    {
        _folder.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw], truth, \"first\"); Lab.Evaluate.Benchmark([pools[0]], [raw], truth, \"second\");");
        _folder.Output.ToString().ShouldContain("second: rewards against truth");
        _folder.Run.Files["scores/first-raw.csv"].Length.ShouldBeGreaterThan(_folder.Run.Files["scores/second-raw.csv"].Length);
    }

    [Fact]
    public void Generate_SeveralTimes_NumbersPromptsOn() =>
        _folder.Execute("var model = Lab.ImageModel(\"seeds\"); Lab.Generate(model, [\"a\", \"b\"], 1); Lab.Log(Lab.Generate(model, [\"c\"], 1)[0].Files[0]);")
            .ShouldBe("images/002-c/000.png");

    /// <summary>A resumed run finds images that it drew before: it draws no batch twice.</summary>
    [Fact]
    public void Generate_ImagesThere_DrawsOnlyBatchesThatLackOne()
    {
        const string Recipe =
            "var pools = Lab.Generate(Lab.ImageModel(\"seeds\"), [\"a\", \"b\"], 4, batchSize: 3); "
            + "Lab.Log(string.Join(' ', pools.Select(pool => pool.Images[3][0])));";
        var first = _folder.Execute(Recipe);
        _images.BatchSizes.Clear();
        _folder.Run.Files.TryRemove("images/001-b/003.png", out _).ShouldBeTrue(); // of the last batch, images 6 and 7

        _folder.Execute(Recipe).ShouldBe($"{first}\n{first}");
        _images.BatchSizes.ShouldBe([2]);
    }

    [Fact]
    public void Calibrate_TwoSets_PrintsEveryProtocolAndSavesThePreset()
    {
        _folder.Execute(
            TwoPools
            + ("Lab.Evaluate.Calibrate(\"my rewards\", [new(\"one\", [pools[0]]), new(\"two\", [pools[1]])], [raw], \"words\", truth, new() { Taus = [1, 3], "
                + "Search = new() { Folds = 2 } });")
                .Replace("new() { Folds = 2 }", "new RewardLab.Calibration.Search.CalibrationOptions { Folds = 2 }", StringComparison.Ordinal)
                .Replace("[new(\"one\", [pools[0]]), new(\"two\", [pools[1]])]", "[new PromptPools(\"one\", pools)]", StringComparison.Ordinal));

        var output = _folder.Output.ToString();
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
        Encoding.UTF8.GetString(_folder.Run.Files["calibration/my-rewards.yaml"]).ShouldBe("textNorm:\n  reward: raw\ngenerator: words\ntau: 3.0\n");
        _folder.Run.Events.Count(e => e.Kind == "calibration.protocol").ShouldBe(4);
    }

    [Fact]
    public void Calibrate_APromptInTwoSets_IsRefused() =>
        Should.Throw<RewardLabException>(() => _folder.Execute(
            TwoPools + "Lab.Evaluate.Calibrate(\"x\", [new PromptPools(\"one\", pools), new PromptPools(\"two\", pools)], [raw], \"words\", truth);")).Message
            .ShouldContain("prompt \"a\" is listed 2 times");

    [Fact]
    public void Benchmark_RewardsOfOneName_AsksForNames() =>
        Should.Throw<RewardLabException>(() => _folder.Execute(TwoPools + "Lab.Evaluate.Benchmark(pools, [raw, raw], truth);")).Message
            .ShouldContain("2 rewards are named \"raw\". Give them different names with .Named");

    [Fact]
    public void BestOfN_Pools_PrintsTheUnbiasedCurve()
    {
        var full = _folder.Execute(TwoPools + "Lab.Log(Lab.Evaluate.BestOfN(pools, [raw], truth, [1, 2, 8]).ToText());").Split('\n')[3];

        double Expected(int n) => new[] { "a", "bb" }.Average(prompt =>
        {
            var stream = SeedStream.Create(_folder.Run.Seed, "sampling").Child(prompt);
            var scores = Enumerable.Range(0, 8).Select(i => (double)(byte)stream[i]).ToArray();
            return BestOfNCurve.Expected(scores, [.. scores.Select(score => score > 127 ? 1.0 : 0.0)], n);
        });
        // The terminal has room for the interval of the largest n alone.
        Cells(_folder.Output.ToString().Split('\n')[3])
            .ShouldBe(["raw", .. new[] { 1, 2, 8 }.Select(n => Expected(n).ToString("0.000", CultureInfo.InvariantCulture) + (n == 8 ? " [-]" : ""))]);
        foreach (var n in new[] { 1, 2, 8 })
        {
            full.ShouldContain(Expected(n).ToString("0.000", CultureInfo.InvariantCulture) + " [");
        }

        _folder.Run.Events.Count(e => e.Kind == "bestofn.point").ShouldBe(6);
    }

    [Fact]
    public void BestOfNAndPicks_ScoresAllEqual_SayThatNothingIsChosen()
    {
        _folder.Catalog.Add<IRewardModel>("flat", _ => new BrightnessReward("flat", perLetter: 0.5) { Weight = 0 });
        _folder.Execute(
            TwoPools
            + "var flat = Lab.Reward(\"flat\"); Lab.Evaluate.BestOfN(pools, [raw, flat], truth, [1, 8]); Lab.Save.TopK(\"picks\", pools, [raw, flat], [8]);");
        const string Expected = "flat gives all images of 2 of 2 prompts the same score, such as \"a\": what it picks of these is no choice.";
        _folder.Output.ToString().ShouldContain(Expected);
        _folder.Run.Lines.Count(line => line == $"picks: {Expected}").ShouldBe(1);
        _folder.Run.Events.Single(e => e.Kind == "bestofn.signal").Data["message"].ShouldBe(Expected);
    }

    [Fact]
    public void BestOfN_PoolTooSmall_NamesIt() =>
        Should.Throw<RewardLabException>(() => _folder.Execute(TwoPools + "Lab.Evaluate.BestOfN(pools, [raw], truth, [16]);")).Message
            .ShouldContain("n must be 1 to 8, the images of prompt \"a\", not 16");

    [Fact]
    public void ContactSheet_Pools_IsAPngOfTheRun()
    {
        _folder.Execute(TwoPools + "Lab.Charts.BestOfN(\"picks\", pools, raw, truth, [1, 8]);");
        _folder.Run.Files["picks.png"].Take(4).ShouldBe(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' });
    }

    [Fact]
    public void Table_OfAnonymousObjects_IsPrintedReturnedAndSaved()
    {
        _folder.Execute(
            "var table = Lab.Table(\"Results\", new[] { new { reward = \"raw\", auroc = 0.5 }, new { reward = \"b\", "
            + "auroc = 1.0 } });\nLab.Save.Table(\"results\", table);\nLab.Save.Text(\"notes/a.txt\", \"é\");");
        _folder.Execute("Lab.Table(\"\", new object[] { new { a = 1 } });");
        _folder.Output.ToString().ShouldEndWith("a\n-\n1\n\n".ReplaceLineEndings());
        _folder.Output.ToString().ShouldStartWith("Results\nreward  auroc\n------  -----\nraw     0.500\nb       1.000\n\n".ReplaceLineEndings());
        Encoding.UTF8.GetString(_folder.Run.Files["results.csv"]).ShouldBe("reward,auroc\nraw,0.5\nb,1\n");
        Encoding.UTF8.GetString(_folder.Run.Files["notes/a.txt"]).ShouldBe("é");
    }

    [Fact]
    public void Save_Images_WritesOnePngEach()
    {
        _folder.Execute(TwoPools + "Lab.Save.Images(\"mine\", pools[0].Images.Slice(0, 2));");
        _folder.Run.Files.Keys.Where(path => path.StartsWith("mine/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["mine/000.png", "mine/001.png"]);
    }

    [Fact]
    public void Optimizer_Run_GetsWhatTheRecipeGives()
    {
        var optimizer = new RecordingAlgorithm();
        _folder.Catalog.Add<IAlgorithm>("record", _ => optimizer);
        _folder.Execute(TwoPools + "Lab.Algorithm(\"record\", new { steps = 3 }).Run(model, raw, [\"a\"], [truth]);");

        var context = optimizer.Context.ShouldNotBeNull();
        context.Model.ShouldBe(_images);
        context.Prompts.ShouldBe(["a"]);
        context.HeldOutRewards.Count.ShouldBe(1);
        context.Run.ShouldBe(_folder.Run);
        optimizer.RewardName.ShouldBe("raw");
    }

    private sealed class RecordingAlgorithm : IAlgorithm
    {
        public string Name => "record";

        public OptimizationContext? Context { get; private set; }

        public string? RewardName { get; private set; }

        public void Run(OptimizationContext context, CancellationToken cancellationToken)
        {
            Context = context;
            RewardName = context.Reward?.Name;
        }
    }

    private sealed class FirstRow : IEnsemble
    {
        public string Name => "first";

        public double[] Combine(IReadOnlyList<double[]> rows) => rows[0];
    }

    private sealed class ThresholdReward : IRewardModel
    {
        public string Name => "truth";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
            new(
                [.. Enumerable.Range(0, images.Count).SelectMany(i => Enumerable.Repeat(images[i][0] > 127 ? 1f : 0f, prompts.Count))],
                images.Count,
                prompts.Count);

        public void Dispose()
        {
            // Nothing to free.
        }
    }
}
