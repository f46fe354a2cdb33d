using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Watches;

namespace RewardLab.Serving.Tests.Watches;

public sealed class HeldOutScorerTests
{
    [Fact]
    public void Image_ThatCannotBeReadOnceMore_IsCountedAndTheOthersAreScored()
    {
        var failures = new List<(string Reward, string Problem)>();
        var scorer = new HeldOutScorer(
            [new ServedReward("dark", new BrightnessReward("dark", isOpposite: true)), new ServedReward("bright", new BrightnessReward("bright"))],
            new WatchOptions { MaxPixels = 20 },
            () => false,
            (reward, problem) => failures.Add((reward, problem)));

        var scored = scorer.Score(Window(File(0, 4), File(0, 8), File(51, 4), File(0, 9), File(0, 9), File(204, 4)), TestContext.Current.CancellationToken);

        scored.HeldOut["dark"].Select(score => Math.Round(score, 9)).ShouldBe([1, double.NaN, 0.8, double.NaN, double.NaN, 0.2]);
        failures.Count.ShouldBe(6);
        failures.ShouldAllBe(failure => failure.Problem.Length > 0);
    }

    private static SampledWindow Window(params byte[][] files) => new(
        "other", ["other"], files.Length, [.. files.Select(_ => (double[])[0])], [.. files.Select(_ => 0)],
        [.. files.Select(file => new SampledImage(file, "a cat", [0]))]);

    private static byte[] File(byte grey, int side)
    {
        using var file = new MemoryStream();
        ImageFiles.WritePng(file, new ImageBatch([.. Enumerable.Repeat(grey, side * side * 3)], 1, side, side), 0);
        return file.ToArray();
    }
}
