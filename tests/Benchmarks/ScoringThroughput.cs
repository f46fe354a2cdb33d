using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Benchmarks.Former;
using RewardLab.Runs.Images;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>Scoring now and as it was before, in turns in one process: time, processor time, their ratios, and the share of the rate at which this process
/// multiplies matrices.</summary>
/// <remarks>No image is shown twice to a model that remembers images. What is before lies in the folder Former.</remarks>
internal static class ScoringThroughput
{
    private const int Rounds = 3;
    private const int BatchSize = 16;
    private const int WarmUpCount = 32;
    private const int CrossImages = 8;
    private const int Step = 64;

    // Of CLIP ViT-B/32 for an image: multiplications and additions of all matrix products, every token through every block.
    private const double ClipWork = 8.7e9;

    /// <summary>Measures and writes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="part">"clip", "imagereward" or "blip2"; empty for all.</param>
    /// <param name="imageCount">Files that CLIP scores in a turn.</param>
    public static void Run(TextWriter output, string part, int imageCount)
    {
        var rate = MatrixRate();
        output.WriteLine(Invariant($"{get_num_threads()} threads; matrix products of 1024 x 1024: {rate / 1e9:F0} GFLOP per second of processor time"));
        if (part is "" or "clip")
        {
            MeasureClip(output, rate, imageCount);
        }

        if (part is "" or "imagereward")
        {
            random.manual_seed(1);
            var tokenizer = RandomRewards.Bert(35);
            using var model = new ImageRewardModel(new ImageRewardConfig());
            using var scoring = new ImageRewardCrossScoringModel(model, tokenizer);
            MeasureMatrix(output, "imagereward", new FormerImageReward(scoring, model, tokenizer), scoring);
        }

        foreach (var score in (Blip2Score[])[Blip2Score.Itc, Blip2Score.Itm])
        {
            if (part is "" or "blip2")
            {
                random.manual_seed(1);
                using var scoring = new Blip2CrossScoringModel(new Blip2Model(new Blip2Config()), RandomRewards.Bert(32), score);
                MeasureMatrix(output, $"blip2 {score}".ToLowerInvariant(), new FormerLanes(scoring), scoring);
            }
        }
    }

    private static void MeasureClip(TextWriter output, double rate, int imageCount)
    {
        random.manual_seed(1);
        var folder = Directory.CreateTempSubdirectory("rewardlab-scoring-").FullName;
        try
        {
            // A set for both sides of a round, of which the former remembers nothing, and one for a matrix; some to begin with.
            var all = Write(folder, WarmUpCount + (2 * Rounds * imageCount));
            var files = all[WarmUpCount..].Chunk(imageCount).ToArray();
            var (model, tokenizer, scoring) = RandomRewards.Clip();
            using var reward = new CrossScorer("clip", scoring, BatchSize);
            var former = new FormerClip(model, BatchSize);
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            Score(reward, all[..WarmUpCount], 1);
            var embedding = former.EmbedText(tokenizer, RandomRewards.Prompts[0]);
            former.Score(all[..WarmUpCount], embedding);
            var (before, after, matrix) = (new List<Turn>(), new List<Turn>(), new List<Turn>());
            var difference = 0.0;
            for (var round = 0; round < Rounds; round++)
            {
                var (own, others) = (files[2 * round], files[(2 * round) + 1]);
                float[] expected = [], scores = [];
                before.Add(Turn.Take(() => expected = former.Score(own, embedding)));
                after.Add(Turn.Take(() => scores = Score(reward, own, 1)));
                matrix.Add(Turn.Take(() => Score(reward, others, RandomRewards.Prompts.Count)));
                difference = Math.Max(difference, expected.Zip(scores, (a, b) => Math.Abs(a - b)).Max());
            }

            Write(output, $"clip-vit-b32, {imageCount} files of {Pngs.Side} x {Pngs.Side}", before, after, imageCount);
            var share = ClipWork * imageCount / Median(after, turn => turn.Work) / rate;
            var shareBefore = ClipWork * imageCount / Median(before, turn => turn.Work) / rate;
            output.WriteLine(Invariant(
                $"  {shareBefore:P0} of the matrix rate before, {share:P0} now (of the work before, decoding included); largest difference {difference:E1}"));
            var (time, work) = (Ratio(matrix, after, turn => turn.Wall), Ratio(matrix, after, turn => turn.Work));
            output.WriteLine(Invariant($"  {RandomRewards.Prompts.Count} texts by one: time {time:F2}, work {work:F2}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As 'score' does it.
    private static float[] Score(CrossScorer reward, string[] files, int textCount)
    {
        string[] texts = [.. RandomRewards.Prompts.Take(textCount)];
        var scores = new List<float>();
        foreach (var (_, images) in ImageWindow.Read(files, ImageReading.Shown, CancellationToken.None).SelectMany(window => window.Batches))
        {
            for (var start = 0; start < images.Count; start += Step)
            {
                var grid = reward.Score(images.Slice(start, Math.Min(Step, images.Count - start)), texts, CancellationToken.None);
                scores.AddRange(Enumerable.Range(0, grid.ImageCount).SelectMany(image => texts.Select((_, text) => (float)grid[image, text])));
            }
        }

        return [.. scores];
    }

    private static void MeasureMatrix(TextWriter output, string name, ICrossScoringModel former, ICrossScoringModel model)
    {
        var before = new CrossScorer(name, former, CrossImages);
        var after = new CrossScorer(name, model, CrossImages);
        var images = RandomRewards.Noise(CrossImages, 256); // neither model remembers images
        var (turnsBefore, turnsAfter) = (new List<Turn>(), new List<Turn>());
        var difference = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            ScoreMatrix? expected = null, scores = null;
            turnsBefore.Add(Turn.Take(() => expected = before.Score(images, RandomRewards.Prompts, CancellationToken.None)));
            turnsAfter.Add(Turn.Take(() => scores = after.Score(images, RandomRewards.Prompts, CancellationToken.None)));
            difference = Enumerable.Range(0, CrossImages).Max(image =>
                Enumerable.Range(0, RandomRewards.Prompts.Count).Max(text => Math.Abs(expected![image, text] - scores![image, text])));
        }

        Write(output, $"{name}, a matrix of {CrossImages} x {RandomRewards.Prompts.Count}", turnsBefore, turnsAfter, CrossImages);
        output.WriteLine(Invariant($"  largest difference {difference:E1}"));
    }

    private static void Write(TextWriter output, string title, List<Turn> before, List<Turn> after, int count) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title}: {count / Median(before, turn => turn.Wall):F2} images per second before, {count / Median(after, turn => turn.Wall):F2} now, "
        + $"{Ratio(before, after, turn => turn.Wall):F2}x; processor seconds {Median(before, turn => turn.Work):F1} and {Median(after, turn => turn.Work):F1}, "
        + $"{Ratio(before, after, turn => turn.Work):F2}x (medians of {before.Count} turns)"));

    private static double MatrixRate()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        const int Side = 1024;
        const int Products = 20;
        var (a, b) = (rand(Side, Side), rand(Side, Side));
        var turns = Enumerable.Range(0, 9).Select(_ => Turn.Take(() =>
        {
            using var inner = NewDisposeScope();
            for (var i = 0; i < Products; i++)
            {
                a.matmul(b);
            }
        })).ToList();
        return Products * 2.0 * Side * Side * Side / Median(turns, turn => turn.Work);
    }

    private static string[] Write(string folder, int count)
    {
        var files = new string[count];
        Parallel.For(0, count, i =>
        {
            files[i] = Path.Combine(folder, FormattableString.Invariant($"{i:D5}.png"));
            File.WriteAllBytes(files[i], Pngs.Create(i));
        });
        return files;
    }

    private static double Median(List<Turn> turns, Func<Turn, double> of) => turns.Select(of).Order().ElementAt(turns.Count / 2);

    private static double Ratio(List<Turn> above, List<Turn> below, Func<Turn, double> of) =>
        above.Zip(below, (a, b) => of(a) / of(b)).Order().ElementAt(above.Count / 2);

    private static string Invariant(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a turn took.</summary>
    /// <param name="Wall">Seconds.</param>
    /// <param name="Work">Seconds of all processors, of this process.</param>
    private sealed record Turn(double Wall, double Work)
    {
        public static Turn Take(Action action)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            action();
            return new Turn(watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
        }
    }
}
