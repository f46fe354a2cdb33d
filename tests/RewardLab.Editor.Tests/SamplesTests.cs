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
