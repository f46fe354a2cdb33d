using BenchmarkDotNet.Attributes;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;

namespace RewardLab.Benchmarks;

/// <summary>What TextNorm adds to a raw score: images against one prompt, and against it and its 4, 8 or 32 contrastive prompts,
/// in the models' real shapes.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
[WarmupCount(1)]
[IterationCount(5)]
[InvocationCount(1)]
public class TextNormCostBenchmarks
{
    private ImageBatch _images = null!;
    private CrossScorer _reward = null!;

    [Params("clip-vit-b32", "imagereward", "blip2 itc", "blip2 itm")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Open()
    {
        _reward = RandomRewards.Create(Model, batchSize: 16);
        _images = RandomRewards.Noise(Model.StartsWith("clip", StringComparison.Ordinal) ? 32 : 2, 256);

        // Prompts come back in every step of an optimizer: their embeddings are there already.
        _reward.Score(_images.Slice(0, 1), RandomRewards.Prompts, CancellationToken.None);
    }

    [GlobalCleanup]
    public void Close() => _reward.Dispose();

    [Benchmark(Baseline = true)]
    public double Raw() => Score(1);

    [Benchmark]
    public double TextNorm4() => Score(5);

    [Benchmark]
    public double TextNorm8() => Score(9);

    [Benchmark]
    public double TextNorm32() => Score(33);

    private double Score(int textCount) => _reward.Score(_images, [.. RandomRewards.Prompts.Take(textCount)], CancellationToken.None)[0, 0];
}
