using RewardLab.Abstractions;
using RewardLab.Numerics.Adapters;
using RewardLab.Numerics.Policies;

namespace RewardLab.Numerics.Pipelines;

/// <summary>A text-to-image pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>Owns the pipeline. Not thread-safe.</remarks>
public sealed class PipelineImageModel(string name, TextToImagePipeline pipeline, GenerationOptions options) : ITrainableImageModel
{
    private LoraAdapter? _lora;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The pipeline that draws.</summary>
    public TextToImagePipeline Pipeline { get; } = pipeline;

    /// <summary>Steps, guidance and the rest.</summary>
    public GenerationOptions Options { get; } = options;

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Pipeline.Generate(requests, Options, progress, cancellationToken);

    /// <summary>Adds what fine-tuning learned to the model's own weights, until the model is disposed.</summary>
    /// <param name="path">A LoRA's file or folder, in diffusers' layout or PEFT's.</param>
    /// <param name="weight">How much of it: 1 is all.</param>
    /// <exception cref="RewardLabException">It is no LoRA, is for another base, or one was added before.</exception>
    public void AddLora(string path, double weight = 1)
    {
        if (_lora is not null)
        {
            throw new RewardLabException($"{Name}: a LoRA was added before; open the model again for another.");
        }

        _lora = LoraAdapter.Attach(Pipeline.Parts, path);
        _lora.Merge(weight);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _lora?.Dispose();
        Pipeline.Dispose();
    }
}
