using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Pipelines;

/// <summary>A text-to-image pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>
/// Owns the pipeline. A prompt that the text encoder sees only in part is reported once. A batch that does not fit into memory is halved, and stays so: the
/// images of that call are generated again. Not thread-safe.
/// </remarks>
/// <param name="name">Name for tables and reports.</param>
/// <param name="pipeline">The pipeline; disposed with the model.</param>
/// <param name="options">Steps, guidance and the rest.</param>
/// <param name="log">Writes a line for the user; null for nobody.</param>
public sealed class PipelineImageModel(string name, TextToImagePipeline pipeline, GenerationOptions options, Action<string>? log = null) : ITrainableImageModel
{
    private readonly CutTexts _cuts = new(name, prompt => pipeline.CutTokens(prompt, options.PromptChunks), line => log?.Invoke(line));
    private bool _isDisposed;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>The pipeline that generates.</summary>
    public TextToImagePipeline Pipeline { get; } = pipeline;

    /// <summary>Steps, guidance and the rest; the batch size is the one in force.</summary>
    public GenerationOptions Options { get; private set; } = options;

    /// <inheritdoc />
    public LoraAdapter? Adapter { get; private set; }

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        _cuts.Report([.. requests.Select(request => request.Prompt), Options.NegativePrompt ?? ""]);
        return HalvedBatch.Run(
            Options.BatchSize,
            _ => Pipeline.Generate(requests, Options, progress, cancellationToken),
            size =>
            {
                Options = Options with { BatchSize = size };
                log?.Invoke($"{Name}: not enough memory, batches of {size} from here on.");
            },
            "There is not enough memory to generate one image",
            "close other programs, or choose a smaller size, a lower precision, attention in slices or another device");
    }

    /// <summary>Generates with an adapter from here on; see <see cref="AddLoras"/>.</summary>
    /// <param name="path">A LoRA's file or folder; see <see cref="LoraFile.Read"/>.</param>
    /// <param name="weight">How much of it: 1 is all.</param>
    /// <exception cref="RewardLabException">It is not a LoRA, is for another base, or one was added before.</exception>
    public void AddLora(string path, double weight = 1) => AddLoras([new WeightedLora { Path = path, Weight = weight }]);

    /// <summary>Generates with adapters from here on, until the model is disposed, and logs a line for each.</summary>
    /// <param name="files">Files and weights; what they add is added up. None changes nothing.</param>
    /// <remarks>They are computed beside the model's own weights, as in training, and not rounded into them: the images that fine-tuning measured
    /// are generated again, bit for bit.</remarks>
    /// <exception cref="RewardLabException">One is not a LoRA or is for another base, or some were added before.</exception>
    public void AddLoras(IReadOnlyList<WeightedLora> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            return;
        }

        if (Adapter is not null)
        {
            throw new RewardLabException($"{Name}: a LoRA was added before; name all of them at once.");
        }

        Adapter = LoraAdapter.Attach(Pipeline.Parts, files);
        foreach (var source in Adapter.Sources)
        {
            log?.Invoke($"{Name}: {source}.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Adapter?.Dispose();
        Pipeline.Dispose();
    }
}
