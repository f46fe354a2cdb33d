using RewardLab.Abstractions;
using RewardLab.Numerics.Adapters;
using RewardLab.Numerics.Policies;
using RewardLab.Numerics.Text;

namespace RewardLab.Numerics.Pipelines;

/// <summary>A text-to-image pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>
/// Owns the pipeline. A prompt that the text encoder sees only in part is reported once. A batch that does not fit into memory is halved, and stays so: the pictures of that call are drawn anew. Not thread-safe.
/// </remarks>
/// <param name="name">Name for tables and reports.</param>
/// <param name="pipeline">The pipeline; disposed with the model.</param>
/// <param name="options">Steps, guidance and the rest.</param>
/// <param name="log">Writes a line for the user; null for nobody.</param>
public sealed class PipelineImageModel(string name, TextToImagePipeline pipeline, GenerationOptions options, Action<string>? log = null) : ITrainableImageModel
{
    private readonly CutTexts _cuts = new(name, pipeline.CutTokens, line => log?.Invoke(line));
    private LoraAdapter? _lora;
    private bool _isDisposed;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The pipeline that draws.</summary>
    public TextToImagePipeline Pipeline { get; } = pipeline;

    /// <summary>Steps, guidance and the rest; the batch size is the one in force.</summary>
    public GenerationOptions Options { get; private set; } = options;

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        _cuts.Report([.. requests.Select(request => request.Prompt), Options.NegativePrompt]);
        (var images, Options) = HalvedBatches.Draw(
            Options, fitting => Pipeline.Generate(requests, fitting, progress, cancellationToken), line => log?.Invoke($"{Name}: {line}"));
        return images;
    }

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
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _lora?.Dispose();
        Pipeline.Dispose();
    }
}
