using System.Globalization;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Rewards that functions of a recipe compute.</summary>
public sealed class FunctionRewardTests : LabFixture
{
    private const string Expected =
        "var expected = raw.Score(pools[1]); bool Same(double[] x) => x.Zip(expected).All(p => Math.Abs(p.First - p.Second) < 1e-6);\n";

    [Theory]
    [InlineData("(image, prompt) => image[0, 0].Red + (0.5 * prompt.Length)")]
    [InlineData("(image, prompt) => image.Mean((r, g, b) => r) + (0.5 * prompt.Length)")]
    [InlineData("async (image, prompt) => { await System.Threading.Tasks.Task.Yield(); return image.Values[0] + (0.5 * prompt.Length); }")]
    [InlineData("async (image, prompt, stop) => { await System.Threading.Tasks.Task.Delay(1, stop); "
        + "return image.Values[0] + (0.5 * prompt.Length); }, concurrency: 4")]
    [InlineData("(images, prompts) => { var s = new double[images.Count, prompts.Count]; for (var i = 0; i < images.Count; i++) "
        + "for (var j = 0; j < prompts.Count; j++) s[i, j] = images[i][0] + (0.5 * prompts[j].Length); return s; }")]
    [InlineData("(images, prompts) => new ScoreMatrix([.. Enumerable.Range(0, images.Count * prompts.Count)"
        + ".Select(i => images[i / prompts.Count][0] + (0.5 * prompts[i % prompts.Count].Length))], images.Count, prompts.Count)")]
    [InlineData("async (images, prompts, stop) => { await System.Threading.Tasks.Task.Delay(1, stop); var s = new double[images.Count, prompts.Count]; "
        + "for (var i = 0; i < images.Count; i++) for (var j = 0; j < prompts.Count; j++) s[i, j] = images[i][0] + (0.5 * prompts[j].Length); return s; }")]
    public void Reward_OfAFunction_ScoresAsTheSamePluginDoes(string function) =>
        Place.Execute(TwoPools + Expected + $"Lab.Log(Same(Lab.Reward(\"mine\", {function}).Score(pools[1])).ToString());").ShouldBe("True");

    [Fact]
    public void Reward_OfAFunction_GoesWhereverAPluginsRewardGoes()
    {
        var algorithm = new RecordingAlgorithm();
        Place.Catalog.Add<IAlgorithm>("record", _ => algorithm);
        Place.Execute(TwoPools + """
            var mine = Lab.Reward("mine", (image, prompt) => image[0, 0].Red + (0.5 * prompt.Length));
            var calibrated = Lab.TextNorm(mine, "words").Named("calibrated");
            Lab.Evaluate.Benchmark(pools, [mine, calibrated, Lab.Mean(mine, raw).Named("both")], truth);
            Lab.Evaluate.BestOfN(pools, [mine, calibrated], truth, [1, 8]);
            Lab.Evaluate.Calibrate("mine", [new PromptPools("one", pools)], [mine], "words", truth, new() { Scales = [1, 3], Search = new() { Folds = 2 } });
            Lab.Algorithm("record").Run(model, calibrated, ["a"], [mine]);
            """);

        Place.Output.ToString().ShouldMatch(@"(?m)^calibrated +0\.500 \[-\] +mine ");
        Encoding.UTF8.GetString(Place.Run.Files["scores/mine.csv"]).ShouldStartWith("image,prompt,mine,groundTruth\n");
        algorithm.Context!.HeldOutRewards[0].Name.ShouldBe("mine");
        var scores = algorithm.Context.Reward!.Score(new ImageBatch([10, 0, 0], 1, 1, 1), "a", TestContext.Current.CancellationToken);
        scores[0].ShouldBeInRange(0, 1);
    }

    [Theory]
    [InlineData("(image, prompt) => image[0, 0].Red / (prompt.Length - 2.0)", "Reward 'mine' gave the score .+ to image 1 of 8 for the prompt \"bb\"")]
    [InlineData("(images, prompts) => new double[3, 1]", "Reward 'mine' returned 3 x 1 scores for 8 images and 1 prompts")]
    [InlineData("(images, prompts) => (double[,])null", "Reward 'mine' returned nothing")]
    [InlineData("(image, prompt) => int.Parse(prompt)", "Reward 'mine' failed on image 1 of 8 for the prompt \"a\": FormatException: ")]
    [InlineData("(images, prompts) => new double[int.Parse(prompts[0]), 1]", "Reward 'mine' failed on 8 images and 1 prompts, beginning with \"a\": FormatEx")]
    public void Reward_OfAFunctionThatFails_NamesRewardImageAndPrompt(string function, string message) =>
        Should.Throw<RewardLabException>(() => Place.Execute(
            TwoPools + $"var mine = Lab.Reward(\"mine\", {function});\nLab.Evaluate.Benchmark(pools, [mine], truth);"))
            .Message.ShouldMatch(message);

    [Fact]
    public void Reward_OfAFunctionThatThrows_NamesTheLineOfTheMistake() =>
        Should.Throw<RewardLabException>(() => Place.Execute(
            TwoPools + "var mine = Lab.Reward(\"mine\",\n    (image, prompt) => int.Parse(prompt));\nLab.Evaluate.Benchmark(pools, [mine], truth);"))
            .Message.ShouldMatch(@"recipe\.csx\(4,24\): Reward 'mine' failed on image 1");

    [Fact]
    public void Reward_OfTwoFunctionsOfOneName_SharesNoScores()
    {
        var log = Place.Execute(TwoPools + """
            var made = new[] { 1.0, 2.0 }.Select(weight => Lab.Reward("mine", (image, prompt) => weight)).ToArray();
            Lab.Log($"{made[0].Score(pools[0])[0]} {made[1].Score(pools[0])[0]} {made[0].Node.Equals(made[1].Node)}");
            """);
        log.ShouldBe("1 2 False");
    }

    [Fact]
    public void Reward_DeclaredTwiceWithOneFunction_IsOneReward()
    {
        var log = Place.Execute(TwoPools + """
            static class Counter { public static int Calls; }
            RecipeReward Mine() => Lab.Reward("mine", (image, prompt) => ++Counter.Calls);
            Mine().Score(pools[0]);
            Mine().Score(pools[0]);
            Lab.Log(Counter.Calls.ToString());
            """);
        log.ShouldBe("8");
    }

    [Fact]
    public void Reward_DeclaredAgainAfterItsVariableChanged_IsScoredAgain()
    {
        var log = Place.Execute(TwoPools + """
            var weight = 1.0;
            RecipeReward Mine() => Lab.Reward("mine", (image, prompt) => weight);
            var first = Mine().Score(pools[0])[0];
            weight = 2;
            Lab.Log($"{first} {Mine().Score(pools[0])[0]}");
            """);
        log.ShouldBe("1 2");
    }

    [Fact]
    public void RewardPreset_OfAFunction_HoldsWhileTheCodeIsTheSame()
    {
        const string Calibrating = TwoPools + """
            var preset = Lab.Param("preset", "");
            var mine = Lab.Reward("mine", (image, prompt) => image[0, 0].Red);
            if (preset.Length > 0)
            {
                Lab.Log($"{Lab.Load.RewardPreset(preset).Score(pools[0]).Length} scores");
            }
            else
            {
                Lab.Evaluate.Calibrate(
                    "mine", [new PromptPools("one", pools)], [mine], "words", truth, new() { Scales = [1], Search = new() { Folds = 2 } });
            }
            """;
        Place.Execute(Calibrating);
        var preset = Place.Write("mine.yaml", Encoding.UTF8.GetString(Place.Run.Files["calibration/mine.yaml"]));

        Place.Execute(Calibrating, $"preset={preset}").ShouldBe("8 scores");
        Should.Throw<RewardLabException>(() => Place.Execute(Calibrating + " ", $"preset={preset}")).Message.ShouldContain("whose code is not what it was");
        Should.Throw<RewardLabException>(() => Place.Execute("Lab.Load.RewardPreset(Lab.Param(\"preset\", \"\"));", $"preset={preset}"))
            .Message.ShouldContain("Reward 'mine' is a function of a recipe, which this one has not declared.");
    }

    [Theory]
    [InlineData("Lab.Reward(\"mine\", (string a) => 1.0);", "a function that scores takes (image, prompt)")]
    [InlineData("Lab.Reward(\"\", (image, prompt) => 1.0);", "needs a name")]
    [InlineData("Lab.Reward(\"mine\", async (image, prompt) => 1.0, concurrency: 0);", "concurrency is 0")]
    public void Reward_OfNoUsableFunction_IsRefused(string call, string message) =>
        Should.Throw<RewardLabException>(() => Place.Execute(call)).Message.ShouldContain(message);

    [Fact]
    public void Pool_OfAFolder_HasItsImagesInOrder()
    {
        foreach (var (name, red) in new[] { ("b.png", 9), ("a.png", 7), ("sub/c.png", 11) })
        {
            using var file = new MemoryStream();
            RewardLab.Runs.Images.ImageFiles.WritePng(file, new ImageBatch([(byte)red, 0, 0], 1, 1, 1), 0);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Place.Path, "images", name))!);
            File.WriteAllBytes(Path.Combine(Place.Path, "images", name), file.ToArray());
        }

        var folder = Path.Combine(Place.Path, "images");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "no image");
        var log = Place.Execute(
            $"var pool = Lab.Pool(@\"{folder}\", \"two cats\"); "
            + "Lab.Log(pool.Prompt + string.Concat(pool.Files.Select(f => \" \" + Path.GetFileName(f))));\n"
            + "Lab.Log(string.Join(' ', Lab.Reward(\"raw\").Score(pool)));\n"
            + "Lab.Evaluate.BestOfN([pool], [Lab.Reward(\"raw\")], Lab.Reward(\"truth\"), [1, 3]);");

        log.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"two cats a.png b.png c.png\n{7 + 4} {9 + 4} {11 + 4}"));
        Should.Throw<RewardLabException>(() => Place.Execute($"Lab.Pool(@\"{Place.Path}/none\", \"two cats\");")).Message.ShouldContain("matches no image");
    }

    [Fact]
    public void Pools_OfAFolderWithCaptions_IsAPoolForEachPrompt()
    {
        foreach (var (name, prompt) in new[] { ("a", "two cats"), ("b", "a ball"), ("c", "two cats") })
        {
            using var file = new MemoryStream();
            RewardLab.Runs.Images.ImageFiles.WritePng(file, new ImageBatch([1, 0, 0], 1, 1, 1), 0);
            Place.Write($"images/{name}.txt", prompt);
            File.WriteAllBytes(Path.Combine(Place.Path, "images", name + ".png"), file.ToArray());
        }

        Place.Execute($"Lab.Log(string.Join(\", \", Lab.Pools(@\"{Place.Path}/images\").Select(pool => $\"{{pool.Prompt}} {{pool.Count}}\")));")
            .ShouldBe("two cats 2, a ball 1");
    }
}
