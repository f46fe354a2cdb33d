using System.Collections;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;
using static RewardLab.Algorithms.BestOfN.Tests.ByteWorld;

namespace RewardLab.Algorithms.BestOfN.Tests;

public sealed class BestOfNAlgorithmTests
{
    [Fact]
    public void Run_SeveralPrompts_GeneratesEachPoolWithTheRunsSeeds()
    {
        var model = new SeedImages();
        Run(new MemoryRun(), model, Small);
        var seeds = SeedStream.Create(7, "sampling");
        model.Generated.ShouldBe(Prompts.SelectMany(prompt => Enumerable.Range(0, 10).Select(i => new ImageRequest(prompt, seeds.Child(prompt)[i]))));
        model.Generated.Select(request => request.Seed).ShouldBeUnique();
    }

    [Fact]
    public void Run_ScoresAllEqual_SaysThatNothingIsChosen()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small, scale: 0);
        run.Events.Single(item => item.Kind == "bestofn.signal").Data["message"].ShouldBeOfType<string>()
            .ShouldContain(
                "gives all 10 images of each of 2 prompts the same score, such as \"two cats\"; of these the first images are selected, not the best.");
        var usual = new MemoryRun();
        Run(usual, new SeedImages(), Small);
        usual.Events.ShouldNotContain(item => item.Kind == "bestofn.signal");
    }

    [Fact]
    public void Run_EachCount_EmitsTheBestOfTheFirstN()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        var events = run.Events.Where(item => item.Kind == "bestofn.prompt").Select(item => item.Data).ToArray();
        events.Select(data => data["prompt"]).ShouldBe(Prompts);
        for (var index = 0; index < Prompts.Length; index++)
        {
            var (proxy, groundTruth) = Scores(Prompts[index]);
            foreach (var selected in List(events[index], "picks"))
            {
                var n = (int)selected["n"]!;
                var best = Array.IndexOf(proxy, proxy.Take(n).Max());
                selected["image"].ShouldBe(best);
                selected["proxy"].ShouldBe(proxy[best]);
                Dictionary(selected["heldOut"])["truth"].ShouldBe(groundTruth[best]);
            }

            foreach (var point in List(events[index], "curve"))
            {
                var n = (int)point["n"]!;
                point["kl"].ShouldBe(BestOfNCurve.Kl(n));
                ((double)Dictionary(point["heldOut"])["truth"]!).ShouldBe(BestOfNCurve.Expected(proxy, groundTruth, n), 1e-12);
            }
        }
    }

    [Fact]
    public void Run_SharesThatRoundToOne_PicksByWhatOrdersThem()
    {
        // The same images, once by scores that tell them apart and once by shares that do not.
        var (plain, saturated) = (new MemoryRun(), new MemoryRun());
        Run(plain, new SeedImages(), Small);
        Optimizer(Small).Run(Context(saturated, new SeedImages()) with { Reward = new SaturatedReward(0) }, TestContext.Current.CancellationToken);
        object?[] Picks(MemoryRun run) =>
            [.. run.Events.Where(item => item.Kind == "bestofn.prompt").SelectMany(item => List(item.Data, "picks")).Select(selected => selected["image"])];
        double[] Curve(MemoryRun run) =>
            [.. run.Events.Where(item => item.Kind == "bestofn.prompt")
                .SelectMany(item => List(item.Data, "curve"))
                .Select(point => (double)Dictionary(point["heldOut"])["truth"]!)];

        Picks(saturated).ShouldBe(Picks(plain));
        Curve(saturated).ShouldBe(Curve(plain), 1e-12);
        saturated.Events.ShouldNotContain(item => item.Kind == "bestofn.signal");
    }

    [Fact]
    public void Run_SeveralPrompts_EndsWithTheirMean()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        var last = run.Events.Last();
        last.Kind.ShouldBe("bestofn.curve");
        last.Data["prompts"].ShouldBe(2);
        var all = Prompts.Select(Scores).ToArray();
        var point = List(last.Data, "curve")[^1];
        ((double)point["proxy"]!).ShouldBe(all.Average(scores => scores.Proxy.Max()), 1e-9);
        ((double)List(last.Data, "picks")[0]["proxy"]!).ShouldBe(all.Average(scores => scores.Proxy[0]), 1e-9);
    }

    [Fact]
    public void Run_FourCounts_FitsGaosCurveToProxyAndHeldOutRewards()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small with { Counts = [1, 2, 4, 8] });
        var fit = Dictionary(run.Events.Last().Data["fit"]);
        var all = Prompts.Select(Scores).ToArray();
        foreach (var (fitted, scores) in new[]
        {
            (Dictionary(fit["proxy"]), all.Select(pair => pair.Proxy).ToArray()),
            (Dictionary(Dictionary(fit["heldOut"])["truth"]), all.Select(pair => pair.GroundTruth).ToArray()),
        })
        {
            // Least squares leave a remainder that is orthogonal to d and to d squared.
            var (onD, onSquare) = (0.0, 0.0);
            foreach (var n in (int[])[2, 4, 8])
            {
                var d = Math.Sqrt(BestOfNCurve.Kl(n));
                var gain = all.Index().Average(pair => BestOfNCurve.Expected(pair.Item.Proxy, scores[pair.Index], n))
                    - scores.Average(values => values.Average());
                var remainder = gain - (d * ((double)fitted["alpha"]! - ((double)fitted["beta"]! * d)));
                (onD, onSquare) = (onD + (remainder * d), onSquare + (remainder * d * d));
            }

            onD.ShouldBe(0, 1e-9);
            onSquare.ShouldBe(0, 1e-9);
        }
    }

    [Fact]
    public void Run_TwoCounts_LeavesTheCurveUnfitted()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small with { Counts = [1, 4] });
        Dictionary(run.Events.Last().Data["fit"])["proxy"].ShouldBeNull();
    }

    [Fact]
    public void Run_Completed_WritesScoresAsCsvAndImagesAsNpy()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        var lines = Encoding.UTF8.GetString(run.Files["bestofn/scores.csv"]).Split("\n");
        lines.Length.ShouldBe(1 + (2 * 10) + 1);
        lines[0].ShouldBe("image,prompt,seed,proxy/proxy,heldOut/truth");
        lines[1].ShouldStartWith($"0,two cats,{SeedStream.Create(7, "sampling").Child("two cats")[0]},{Scores("two cats").Proxy[0]},");
        lines[^2].ShouldStartWith("9,\"a \"\"red\"\", round ball\",");

        // NumPy's format: magic, version 1.0, little-endian header length; data begin at a multiple of 64.
        var images = run.Files["bestofn/0000/images-00008.npy"];
        images[..8].ShouldBe([0x93, .. "NUMPY"u8, 1, 0]);
        var header = images[8] + (images[9] << 8);
        ((10 + header) % 64).ShouldBe(0);
        Encoding.ASCII.GetString(images, 10, header).ShouldStartWith("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 1, 3), }");
        images[9 + header].ShouldBe((byte)'\n');
        images[(10 + header)..].ShouldBe(
            Enumerable.Range(8, 2).SelectMany(i => BitConverter.GetBytes(SeedStream.Create(7, "sampling").Child("two cats")[i]).Take(3)));
    }

    [Fact]
    public void Run_Top_SavesTheBestOfTheFirstNBestFirst()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small with { TopK = 3, SaveImages = false });
        for (var index = 0; index < Prompts.Length; index++)
        {
            var proxy = Scores(Prompts[index]).Proxy;
            foreach (var n in Small.Counts)
            {
                var expected = Enumerable.Range(0, n).OrderByDescending(i => proxy[i]).Take(3).ToArray();
                for (var rank = 1; rank <= expected.Length; rank++)
                {
                    // The scripted reward's score is the image's first byte.
                    ((double)run.Files[$"bestofn/selected/n-{n:D5}/{index:D4}/{rank:D2}.png"][0]).ShouldBe(proxy[expected[rank - 1]]);
                }

                run.Files.ContainsKey($"bestofn/selected/n-{n:D5}/{index:D4}/{expected.Length + 1:D2}.png").ShouldBeFalse();
            }
        }

        // n = 1 has one image only, 4 and 10 have three.
        var lines = Encoding.UTF8.GetString(run.Files["bestofn/selected/image-groups.csv"]).TrimEnd().Split("\n");
        lines.Length.ShouldBe(1 + (2 * (1 + 3 + 3)));
        lines[1].ShouldBe($"\"proxy, best of 1\",two cats,bestofn/selected/n-00001/0000/01.png,proxy,1,1,{Scores("two cats").Proxy[0]},0");
    }

    [Fact]
    public void Run_Completed_HasReportedProgressToTheEnd()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        run.Progress.ShouldAllBe(progress => progress.Total == 20);
        run.Progress.Select(progress => progress.Done).ShouldBeInOrder();
        run.Progress.Last().Done.ShouldBe(20);
    }

    [Fact]
    public void Run_WithoutImages_SavesNone()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small with { SaveImages = false });
        run.Files.Keys.ShouldNotContain(file => file.EndsWith(".npy", StringComparison.Ordinal));
        run.Files.ShouldContainKey("bestofn/scores.csv");
    }

    [Fact]
    public void Run_OfAContextThatLacksSomething_SaysWhat()
    {
        var full = Context(new MemoryRun(), new SeedImages());
        var cases = new (OptimizationContext Context, string Expected)[]
        {
            (full with { Model = null }, "no image model"),
            (full with { Reward = null }, "no reward"),
            (full with { Prompts = [] }, "no prompts"),
            (full with { Prompts = ["a cat", "a cat"] }, "\"a cat\" is listed twice"),
            (full with { HeldOutRewards = [new ByteReward("x", 0), new ByteReward("x", 1)] }, "two held-out rewards"),
            (full with { Reward = new ByteReward("broken", 0, float.NaN) }, "broken, prompt \"two cats\": the score of image 0 is NaN"),
        };
        foreach (var (context, expected) in cases)
        {
            Should.Throw<RewardLabException>(() => Optimizer(Small).Run(context, TestContext.Current.CancellationToken)).Message.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(-1)]
    public void Create_OfAnNOutsideThePool_NamesIt(int n) =>
        Should.Throw<RewardLabException>(() => Optimizer(Small with { Counts = [1, n] })).Message.ShouldContain($"counts contains {n}");

    [Fact]
    public void Create_OfNoOrRepeatedCounts_IsRefused()
    {
        Should.Throw<RewardLabException>(() => Optimizer(Small with { Counts = [] }));
        Should.Throw<RewardLabException>(() => Optimizer(Small with { Counts = [1, 1] }));
    }

    private static (double[] Proxy, double[] GroundTruth) Scores(string prompt)
    {
        var bytes = Enumerable.Range(0, 10).Select(i => BitConverter.GetBytes(SeedStream.Create(7, "sampling").Child(prompt)[i])).ToArray();
        return (Array.ConvertAll(bytes, pixel => (double)pixel[0]), Array.ConvertAll(bytes, pixel => (double)pixel[1]));
    }

    private static IReadOnlyDictionary<string, object?>[] List(IReadOnlyDictionary<string, object?> data, string key) =>
        [.. ((IEnumerable)data[key]!).Cast<IReadOnlyDictionary<string, object?>>()];

    private static IReadOnlyDictionary<string, object?> Dictionary(object? value) => (IReadOnlyDictionary<string, object?>)value!;
}
