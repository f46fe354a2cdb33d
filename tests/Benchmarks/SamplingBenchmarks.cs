using BenchmarkDotNet.Attributes;
using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Benchmarks;

/// <summary>Toybox's images: guided, 20 DDIM steps, 64 x 64. The mean is of one image.</summary>
[MemoryDiagnoser]
public class SamplingBenchmarks
{
    private const int Images = 32;

    private readonly ImageRequest[] _requests = [.. Enumerable.Range(0, Images).Select(i => new ImageRequest("two cats and a ball", (ulong)i))];
    private PipelineImageModel _model = null!;

    [GlobalSetup]
    public void Open() =>
        _model = new PipelineImageModel(
            "toybox",
            TextToImagePipeline.Load(ToyboxWeights.Folder("diffusion")),
            new GenerationOptions { NumInferenceSteps = 20, GuidanceScale = 3, BatchSize = Images });

    [GlobalCleanup]
    public void Close() => _model.Dispose();

    [Benchmark(OperationsPerInvoke = Images)]
    public ImageBatch Generate() => _model.Generate(_requests, null, CancellationToken.None);
}
