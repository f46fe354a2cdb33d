using RewardLab.Abstractions;

namespace RewardLab.Numerics.Pipelines;

/// <summary>A text-to-image pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>Owns the pipeline. Not thread-safe.</remarks>
public sealed class PipelineImageModel(string name, TextToImagePipeline pipeline, GenerationOptions options) : IImageModel
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The pipeline that draws.</summary>
    public TextToImagePipeline Pipeline { get; } = pipeline;

    /// <summary>Steps, guidance and the rest.</summary>
    public GenerationOptions Options { get; } = options;

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Pipeline.Generate(requests, Options, progress, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => Pipeline.Dispose();
}
