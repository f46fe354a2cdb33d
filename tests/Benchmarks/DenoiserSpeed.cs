using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Ddpo;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rwr;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>Denoisers in parts against the whole batch at once, as it was computed before, in turns in one process: sampling, an epoch of DDPO, a step of RWR,
/// and Stable Diffusion 2.1's layout at quarter width.</summary>
internal static class DenoiserSpeed
{
    private const int Images = 64;
    private const int Steps = 20;
    private const int EpochImages = 128;

    /// <summary>Prints the table.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="turns">How often each is measured on each path.</param>
    public static void Run(TextWriter output, int turns)
    {
        var rate = MatrixRate.Measure();
        output.WriteLine(Invariant($"matrix products of 1024 x 1024 in float32, {get_num_threads()} threads: {rate / 1e9:F0} GFLOP/s"));
        output.WriteLine("wall and processor time in seconds, medians; share: of the matrix rate");
        output.WriteLine($"{"",-52} {"before",8} {"after",8} {"ratio",6} {"CPU before",10} {"after",8} {"ratio",6} {"share before",12} {"after",6}");
        using (var pipeline = TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")))
        {
            var work = UNetWork.Count(pipeline.UNet, randn(1, 4, 16, 16), pipeline.EncodePrompt("two cats")).Total;
            Sampling(output, pipeline, rate, work, turns);
            Epoch(output, rate, work, turns);
            RewardWeighted(output, rate, work, turns);
        }

        QuarterWidth(output, rate, turns, latents: 1);
        QuarterWidth(output, rate, turns, latents: 16);
        output.WriteLine(Invariant($"largest resident memory: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static void Sampling(TextWriter output, TextToImagePipeline pipeline, double rate, double work, int turns)
    {
        var options = new GenerationOptions { NumInferenceSteps = Steps, GuidanceScale = 3, BatchSize = 32 };
        ImageRequest[] requests = [.. Enumerable.Range(0, Images).Select(i => new ImageRequest("two cats and a ball", (ulong)i))];
        Compare(output, $"Toybox: sampling {Images} x {Steps}, guided", rate, 2 * work * Images * Steps, turns, () => Measure(
            () => pipeline.Generate(requests, options, progress: null, CancellationToken.None)));
    }

    private static void Epoch(TextWriter output, double rate, double work, int turns) => Compare(
        output,
        $"Toybox: an epoch of DDPO, {EpochImages} x {Steps}",
        rate,
        6 * work * EpochImages * Steps, // a pass each in sampling, forward and backward, with and without the prompt
        turns,
        () => Optimise(new DdpoAlgorithmFactory().Create(
            new DdpoOptions
            {
                Name = "epoch", Epochs = 1, SamplesPerEpoch = EpochImages, NumInferenceSteps = Steps, GuidanceScale = 3, MicroBatchSize = 32,
                EvaluationInterval = 100, EvaluationImages = 1, SaveImages = false,
            } as object,
            Components())));

    private static void RewardWeighted(TextWriter output, double rate, double work, int turns) => Compare(
        output,
        "Toybox: a step of RWR, 32 images",
        rate,
        2 * work * 32,
        turns,
        () => Optimise(new RwrAlgorithmFactory().Create(
            new RwrOptions
            {
                Name = "steps", Steps = 9, StepsPerEpoch = 1, PoolSize = 4, TopK = 4, NumInferenceSteps = 2, SampleBatchSize = 4, MicroBatchSize = 32,
                Weights = WeightType.Rank, EvaluationInterval = 100, EvaluationImages = 1, SaveImages = false,
            } as object,
            Components())));

    private static void QuarterWidth(TextWriter output, double rate, int turns, int latents)
    {
        using var scope = NewDisposeScope();
        var unet = new UNet2DConditionModel(OperationProfile.QuarterWidth);
        foreach (var parameter in unet.parameters())
        {
            parameter.requires_grad = false;
        }

        var rows = 2 * latents;
        var (noisy, states) = (randn(rows, 4, 32, 32), randn(rows, 77, unet.Config.CrossAttentionDim));
        var times = tensor(Enumerable.Repeat(500L, rows).ToArray());
        var work = rows * UNetWork.Count(unet, noisy.narrow(0, 0, 1), states.narrow(0, 0, 1)).Total;
        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module>(StringComparer.Ordinal) { [LoraLayerName.UNet] = unet }, new LoraOptions(), SeedStream.Create(1, "speed"));
        Compare(output, $"SD 2.1 at quarter width: forward, [{rows}, 4, 32, 32]", rate, work, turns, () => Measure(() =>
        {
            var parts = ParallelParts.ShareOut(rows, rowsPerItem: 1, CPU, ScalarType.Float32);
            ParallelParts.Run(parts.Count, part =>
            {
                using var inner = NewDisposeScope();
                using var ungraded = no_grad();
                Call(parts[part]);
            });
        }));
        var gradients = new PartGradients(adapter.Parameters);
        Compare(output, $"SD 2.1 at quarter width: both ways, [{rows}, 4, 32, 32]", rate, 2 * work, turns, () => Measure(() =>
        {
            var parts = ParallelParts.ForGradients(rows, CPU);
            gradients.Accumulate(parts.Count, part => Call(parts[part]).sum());
        }));

        Tensor Call((int Start, int Count) part) =>
            unet.call(noisy.narrow(0, part.Start, part.Count), times.narrow(0, part.Start, part.Count), states.narrow(0, part.Start, part.Count));
    }

    // The former path and the present one in turns, so that what else the machine does falls on both.
    private static void Compare(TextWriter output, string what, double rate, double work, int turns, Func<(double Wall, double Processor)> measure)
    {
        var times = new Dictionary<bool, List<(double Wall, double Processor)>> { [true] = [], [false] = [] };
        for (var turn = 0; turn < 2 * turns; turn++)
        {
            FormerPaths.AreTaken = turn % 2 == 0;
            times[FormerPaths.AreTaken].Add(measure());
        }

        FormerPaths.AreTaken = false;
        var (before, after) = (Middle(times[true], static time => time.Wall), Middle(times[false], static time => time.Wall));
        var (busy, busyAfter) = (Middle(times[true], static time => time.Processor), Middle(times[false], static time => time.Processor));
        output.WriteLine(Invariant(
            $"{what,-52} {before,8:F3} {after,8:F3} {before / after,6:F2} {busy,10:F3} {busyAfter,8:F3} {busy / busyAfter,6:F2} ")
            + Invariant($"{100 * work / before / rate,11:F0}% {100 * work / after / rate,5:F0}%"));
    }

    private static (double Wall, double Processor) Measure(Action act)
    {
        var (watch, processor) = (Stopwatch.StartNew(), ProcessorTime.OfProcess());
        act();
        return (watch.Elapsed.TotalSeconds, (ProcessorTime.OfProcess() - processor) / 1e9);
    }

    // The median of the epochs that the run has measured itself, and the processor time of all of it in proportion.
    private static (double Wall, double Processor) Optimise(IAlgorithm algorithm)
    {
        using var run = new ProfiledRun();
        using var model = new PipelineImageModel("toybox", TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")), new GenerationOptions());
        using var reward = new CrossScorer(
            "pickscore", ClipCrossScoringModel.Open(ModelFolder.Open(ToyboxWeights.Folder("pickscore")), usesLogitScale: true), 64);
        algorithm.Run(
            new OptimizationContext
            {
                Model = model, Reward = reward, Prompts = ["two cats", "three balls", "a cup and two stars", "four fish"], Run = run,
            },
            CancellationToken.None);
        return (
            run.Epochs.Select(static epoch => epoch.GetValueOrDefault("sampleSeconds") + epoch["updateSeconds"]).Order().ElementAt(run.Epochs.Count / 2),
            run.ProcessorSeconds.Order().ElementAt(run.ProcessorSeconds.Count / 2));
    }

    private static ComponentContext Components() =>
        new() { PluginFolder = Path.GetTempPath(), CacheFolder = Path.GetTempPath(), Components = null!, Images = new TestSupport.RawImageCodec(size: 64) };

    private static double Middle(List<(double Wall, double Processor)> times, Func<(double Wall, double Processor), double> value) =>
        times.Select(value).Order().ElementAt(times.Count / 2);

    private static string Invariant(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
