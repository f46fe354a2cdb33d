using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;

namespace RewardLab.Benchmarks;

/// <summary>The cost of TextNorm relative to a raw score, measured in turns, so that a busy machine slows both alike: medians of ratios.</summary>
internal static class TextNormRatios
{
    private static readonly int[] TextCounts = [1, 5, 9, 33];

    public static void Run(TextWriter output)
    {
        output.WriteLine("model          images  raw, images per second  TextNorm m = 4  m = 8  m = 32  (medians of paired ratios, quartiles of the last)");
        Measure(output, "clip-vit-b32", imageCount: 16, rounds: 15);
        Measure(output, "imagereward", imageCount: 1, rounds: 9);
        Measure(output, "blip2 itc", imageCount: 1, rounds: 9);
        Measure(output, "blip2 itm", imageCount: 1, rounds: 9);
    }

    private static void Measure(TextWriter output, string model, int imageCount, int rounds)
    {
        using var reward = RandomRewards.Create(model, batchSize: 16);
        var images = RandomRewards.Noise(imageCount, 256);
        foreach (var count in TextCounts)
        {
            Time(reward, images, count);
        }

        var seconds = Enumerable.Range(0, rounds).Select(_ => Array.ConvertAll(TextCounts, count => Time(reward, images, count))).ToArray();
        var ratios = Enumerable.Range(1, TextCounts.Length - 1).Select(i => Sorted(seconds.Select(round => round[i] / round[0]))).ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model,-14} {imageCount,8}  {imageCount / Median(Sorted(seconds.Select(round => round[0]))),22:F2}  {Median(ratios[0]),14:F2}  "
            + $"{Median(ratios[1]),5:F2}  {Median(ratios[2]),6:F2}  [{ratios[2][rounds / 4]:F2}, {ratios[2][rounds * 3 / 4]:F2}]"));
    }

    private static double Time(CrossScorer reward, ImageBatch images, int textCount)
    {
        var watch = Stopwatch.StartNew();
        reward.Score(images, [.. RandomRewards.Prompts.Take(textCount)], CancellationToken.None);
        return watch.Elapsed.TotalSeconds;
    }

    private static double[] Sorted(IEnumerable<double> values) => [.. values.Order()];

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];
}
