using RewardLab.Abstractions;

namespace RewardLab.Numerics.Pipelines;

/// <summary>A text-to-image pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>
/// Owns the pipeline. A batch that does not fit into memory is halved, and stays so: the pictures of that call are drawn anew. Not thread-safe.
/// </remarks>
/// <param name="name">Name for tables and reports.</param>
/// <param name="pipeline">The pipeline; disposed with the model.</param>
/// <param name="options">Steps, guidance and the rest.</param>
/// <param name="log">Writes a line for the user; null for nobody.</param>
public sealed class PipelineImageModel(string name, TextToImagePipeline pipeline, GenerationOptions options, Action<string>? log = null) : IImageModel
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The pipeline that draws.</summary>
    public TextToImagePipeline Pipeline { get; } = pipeline;

    /// <summary>Steps, guidance and the rest; the batch size is the one in force.</summary>
    public GenerationOptions Options { get; private set; } = options;

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        (var images, Options) = HalvedBatches.Draw(
            Options, fitting => Pipeline.Generate(requests, fitting, progress, cancellationToken), line => log?.Invoke($"{Name}: {line}"));
        return images;
    }

    /// <inheritdoc />
    public void Dispose() => Pipeline.Dispose();
}
