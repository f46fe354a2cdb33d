using BenchmarkDotNet.Attributes;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Benchmarks;

/// <summary>64 images against a prompt and its twelve contrastive prompts: what TextNorm asks of a reward. The grid against a call for each text.</summary>
[MemoryDiagnoser]
public class ScoringBenchmarks
{
    private const int Images = 64;

    private readonly string[] _texts =
    [
        "a cat and a ball", "a cat", "a ball", "two cats and a ball", "a cat and two balls", "two cats and two balls", "three cats and a ball",
        "a cat and three balls", "three cats and two balls", "two cats and three balls", "three cats and three balls", "a fish and a ball", "a cat and a star",
    ];

    private ImageBatch _images = null!;
    private CrossScorer _reward = null!;

    [GlobalSetup]
    public void Open()
    {
        _reward = new CrossScorer("clip", ClipCrossScoringModel.Open(ModelFolder.Open(ToyboxWeights.Folder("clip")), usesLogitScale: true), batchSize: 64);
        _images = SceneRenderer.Render(
            [.. Enumerable.Range(0, Images).Select(i => SceneSampler.Sample(ToyCounts.From((ToyClass.Cat, 1), (ToyClass.Ball, 1)), new ToyRandom((ulong)i)))]);
    }

    [GlobalCleanup]
    public void Close() => _reward.Dispose();

    [Benchmark(Baseline = true)]
    public double OnePrompt() => _reward.Score(_images, [_texts[0]], CancellationToken.None)[0, 0];

    [Benchmark]
    public double Grid() => _reward.Score(_images, _texts, CancellationToken.None)[0, 0];

    [Benchmark]
    public double TextByText() => _texts.Sum(text => _reward.Score(_images, [text], CancellationToken.None)[0, 0]);

    [Benchmark]
    public int Inspect() => Inspector.Inspect(_images, CancellationToken.None).Length;
}
