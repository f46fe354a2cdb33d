using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Editor.Samples;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests;

/// <summary>A run's images in a terminal.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cells_OfAnyImage_FitAndKeepItsMean() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 40], Gen.Int[1, 20], Gen.Byte).Sample((width, height, columns, rows, gray) =>
        {
            var cells = ImageCells.From(new ImageBatch([.. Enumerable.Repeat(gray, width * height * 3)], 1, height, width), columns, rows);

            cells.Width.ShouldBeInRange(1, columns);
            cells.Height.ShouldBeInRange(2, 2 * rows);
            (cells.Height % 2).ShouldBe(0);
            cells.Pixels.ShouldAllBe(value => value == gray);
        });

    [Fact]
    public void Cells_OfHalves_AreTheMeansOfWhatTheyStandFor()
    {
        // Two columns black, two white; four rows.
        byte[] row = [0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255];
        var cells = ImageCells.From(new ImageBatch([.. row, .. row, .. row, .. row], 1, 4, 4), 2, 1);

        (cells.Width, cells.Height).ShouldBe((2, 2));
        (cells[0, 0], cells[1, 1]).ShouldBe((((byte)0, (byte)0, (byte)0), ((byte)255, (byte)255, (byte)255)));
        (cells.Sign(0, 0), cells.Sign(1, 0)).ShouldBe((' ', '@'));
    }

    [Fact]
    public void Order_ByDisagreement_StartsWithTheBiggestRankDifference()
    {
        Sample[] samples = [Create("a", 1, 9), Create("b", 2, 2), Create("c", 3, 1), Create("d", 0, 0)];

        var orders = SampleOrder.Create(samples);
        orders.Select(order => order.Title).ShouldBe(["as generated", "best by one", "best by two", "where one and two differ most"]);

        orders[1].Sort(samples).Select(sample => sample.Path).ShouldBe(["c", "b", "a", "d"]);
        orders[3].Sort(samples).Select(sample => sample.Path).ShouldBe(["a", "c", "b", "d"]);
    }

    [Fact]
    public void Order_Reversed_StartsWithTheWorstAndEndsWithWhatHasNoScore()
    {
        Sample[] samples = [Create("a", 1, 9), new("none", "p", 1), Create("b", 2, 2), Create("c", 3, 1), Create("d", 0, 0)];

        var orders = SampleOrder.Create(samples).Select(order => order with { IsReversed = true }).ToArray();

        (orders[1].Title, orders[3].Title).ShouldBe(("worst by one", "where one and two agree most"));
        orders[1].Sort(samples).Select(sample => sample.Path).ShouldBe(["d", "a", "b", "c", "none"]);
        orders[3].Sort(samples).Select(sample => sample.Path).ShouldBe(["b", "d", "a", "c", "none"]);
    }

    [Fact]
    public void Counterpart_InAnotherRun_IsOfTheSamePromptAndNumberAndTurn()
    {
        Sample[] own = [new("a", "two cats", 0), new("b", "two cats", 1), new("c", "two cats", 0), new("d", "a dog", 0)];
        var other = new ComparedRun("other", [new("A", "two cats", 0), new("C", "two cats", 0), new("B", "two cats", 1)]);

        own.Select(sample => other.Counterpart(sample, own)?.Path).ShouldBe(["A", "B", "C", null]);
    }

    [Fact]
    public void Details_OfOneImage_NameEveryRewardOrSayHowManyLinesAreLeftOut()
    {
        var sample = new Sample("images/7.png", "two cats", 7)
        {
            Scores = Enumerable.Range(0, 12).ToDictionary(i => $"reward-{i:00}", i => i / 8.0, StringComparer.Ordinal),
        };

        var all = SampleDetails.Create([sample], 40, 20);
        all[0].ToString().ShouldBe("two cats  7.png");
        string.Join(' ', all).Split("reward-").Length.ShouldBe(13);
        all.ShouldAllBe(line => line.ToString().TrimEnd().Length <= 40);
        var cut = SampleDetails.Create([sample], 40, 4);
        cut.Count.ShouldBe(4);
        cut[3].ToString().ShouldBe("4 more lines: F4 gives this pane the whole screen");
    }

    [Fact]
    public void Details_OfTwoImages_SetEveryRewardsScoresSideBySide()
    {
        var lines = SampleDetails.Create([Create("a", 1, 9), Create("b", 2.5f, 2)], 60, 20).Select(line => line.ToString()).ToArray();

        lines[1..].ShouldBe(["            A         B     B − A", "one         1       2.5      +1.5", "two         9         2        -7"]);
        SampleDetails.Create([Create("a", 1, 9), null], 60, 20)[2].ToString().ShouldBe("one         1         -         -");
    }

    [Fact]
    public void Read_OfARun_JoinsImagesScoresAndGroundTruth()
    {
        using var run = new RunStore(_folder, new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
        var paths = run.SaveImages(0, "two apples", new ImageBatch(new byte[2 * 8 * 8 * 3], 2, 8, 8));
        run.SaveScores(
            new ScoreTable("clip", paths, ["two apples", "two apples"], [ScoreColumn.Reward("clip", [0.5f, 0.25f]), ScoreColumn.GroundTruth([1, 0])]));
        using (var file = run.CreateFile("tuned/held-out/epoch-00005.png"))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[8 * 8 * 3], 1, 8, 8), 0);
        }

        var samples = SampleReader.Read(run.Folder);

        samples.Select(sample => (sample.Prompt, sample.Number, sample.GroundTruth))
            .ShouldBe([("two apples", 0, 1.0), ("two apples", 1, 0.0), ("tuned held-out", 5, null)]);
        samples[1].Scores.ShouldBe(new Dictionary<string, double>(StringComparer.Ordinal) { ["clip"] = 0.25 });
    }

    private static Sample Create(string name, float one, float two) =>
        new(name, "p", 0) { Scores = new Dictionary<string, double>(StringComparer.Ordinal) { ["one"] = one, ["two"] = two } };
}
