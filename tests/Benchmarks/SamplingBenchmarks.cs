using BenchmarkDotNet.Attributes;
using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Benchmarks;

/// <summary>Toybox's pictures: guided, 20 DDIM steps, 64 x 64. The mean is of one picture.</summary>
[MemoryDiagnoser]
public class SamplingBenchmarks
{
    private const int Pictures = 32;

    private readonly ImageRequest[] _requests = [.. Enumerable.Range(0, Pictures).Select(i => new ImageRequest("two cats and a ball", (ulong)i))];
    private PipelineImageModel _model = null!;

    [GlobalSetup]
    public void Open() =>
        _model = new PipelineImageModel("toybox", TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")), new GenerationOptions { StepCount = 20, GuidanceScale = 3, BatchSize = Pictures });

    [GlobalCleanup]
    public void Close() => _model.Dispose();

    [Benchmark(OperationsPerInvoke = Pictures)]
    public ImageBatch Draw() => _model.Generate(_requests, null, CancellationToken.None);
}
