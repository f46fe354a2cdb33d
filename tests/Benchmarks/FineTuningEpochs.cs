using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Ddpo;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>What an epoch of DDPO takes on Toybox: sampling and updating apart, the share of the machine's matrix-multiply rate, what computing several
/// timesteps at once gains, and whether memory stays level.</summary>
internal static class FineTuningEpochs
{
    private const int Images = 128;
    private const int FewImages = 16;
    private const int Steps = 20;

    public static void Run(TextWriter output)
    {
        var peak = MatrixRate.Measure();
        var macs = MacsOfAForwardPass();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"matrix products of 1024 x 1024 in float32: {peak / 1e9:F0} GFLOP/s; "
            + $"a forward pass of one latent, convolutions and linear layers: {macs / 1e6:F0} million multiply-adds"));
        MeasureEpochs(output, peak, macs, Images, microBatchSize: 32);

        // What is gained by computing several timesteps at once: fewer images will do to see it.
        foreach (var micro in (int[])[32, 4, 1])
        {
            MeasureEpochs(output, peak, macs, FewImages, micro);
        }

        Overhead(output);
        var many = Optimise(new DdpoOptions
        {
            Name = "memory",
            Epochs = 50,
            SamplesPerEpoch = 8,
            NumInferenceSteps = 4,
            GuidanceScale = 3,
            SampleBatchSize = 8,
            EvaluationInterval = 1000,
            EvaluationImages = 1,
            SaveImages = false,
            SaveTotalLimit = 1,
        });
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"live tensors after epoch 2: {many.LiveTensors[1]}, after epoch 50: {many.LiveTensors[^1]}; "
            + $"resident memory: {many.ResidentBytes[1] / 1e6:F0} MB, {many.ResidentBytes[^1] / 1e6:F0} MB"));
    }

    private static void MeasureEpochs(TextWriter output, double peak, double macs, int images, int microBatchSize)
    {
        var run = Optimise(new DdpoOptions
        {
            Name = "epoch",
            Epochs = 3,
            SamplesPerEpoch = images,
            NumInferenceSteps = Steps,
            GuidanceScale = 3,
            SampleBatchSize = Math.Min(images, 32),
            MicroBatchSize = microBatchSize,
            EvaluationInterval = 100,
            EvaluationImages = 1,
            SaveImages = false,
            SaveTotalLimit = 1,
        });
        var (sample, update) = (Median(run.Epochs, "sampleSeconds"), Median(run.Epochs, "updateSeconds"));

        // Guidance computes each step twice; a backward pass through frozen layers costs about as much as the forward pass.
        var work = 2.0 * macs * 2 * images * Steps;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{images} images x {Steps} steps, {microBatchSize} timesteps at once: {sample + update:F1} s "
            + $"(sampling {sample:F1}, update {update:F1}); share of the matrix rate: "
            + $"sampling {100 * work / sample / peak:F0}%, update {200 * work / update / peak:F0}%"));
    }

    // In turns, so that what else the machine does falls on both; a reward that costs nothing shows what the real one adds to sampling.
    private static void Overhead(TextWriter output)
    {
        var options = new DdpoOptions
        {
            Name = "overhead",
            Epochs = 4,
            SamplesPerEpoch = 64,
            NumInferenceSteps = Steps,
            GuidanceScale = 3,
            SampleBatchSize = 32,
            EvaluationInterval = 100,
            EvaluationImages = 1,
            SaveImages = false,
            SaveTotalLimit = 1,
        };
        var (scored, free, host) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < 2; turn++)
        {
            var real = Optimise(options);
            scored.AddRange(real.Epochs.Select(Seconds));
            free.AddRange(Optimise(options, new FreeReward()).Epochs.Select(Seconds));

            // Between the ends of two epochs lies one epoch and what the host does: events, checkpoint, files.
            host.AddRange(Enumerable.Range(1, real.Epochs.Count - 1)
                .Select(i => (real.EndedSeconds[i] - real.EndedSeconds[i - 1] - Seconds(real.Epochs[i])) / Seconds(real.Epochs[i])));
        }

        var (with, without) = (Middle(scored), Middle(free));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"overhead of an epoch of {options.SamplesPerEpoch} x {Steps}: reward {100 * (with - without) / with:F1}% "
            + $"(medians of {scored.Count} epochs, {with:F1} s and {without:F1} s without), host {100 * Middle(host):F2}%"));

        static double Seconds(IReadOnlyDictionary<string, double> epoch) => epoch["sampleSeconds"] + epoch["updateSeconds"];
        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    private static ProfiledRun Optimise(DdpoOptions options, IRewardModel? other = null)
    {
        using var run = new ProfiledRun();
        using var model = new PipelineImageModel("toybox", TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")), new GenerationOptions());
        using var reward = new CrossScorer(
            "pickscore", ClipCrossScoringModel.Open(ModelFolder.Open(ToyboxWeights.Folder("pickscore")), usesLogitScale: true), 64);
        var factory = new DdpoAlgorithmFactory();
        var components = new ComponentContext { PluginFolder = run.Folder, CacheFolder = run.Folder, Components = null! };
        ((IAlgorithm)factory.Create(options as object, components)).Run(
            new OptimizationContext
            {
                Model = model,
                Reward = other ?? reward,
                Prompts = ["two cats", "three balls", "a cup and two stars", "four fish"],
                Run = run,
            },
            CancellationToken.None);
        return run;
    }

    private static double MacsOfAForwardPass()
    {
        using var pipeline = TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion"));
        using var scope = NewDisposeScope();
        var work = UNetWork.Count(pipeline.UNet, randn(1, 4, 16, 16), pipeline.EncodePrompt("two cats"));
        return (work.Convolution + work.Linear) / 2;
    }

    private static double Median(List<IReadOnlyDictionary<string, double>> epochs, string name) =>
        epochs.Select(epoch => epoch[name]).Order().ElementAt(epochs.Count / 2);
}
