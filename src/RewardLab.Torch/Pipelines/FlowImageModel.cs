using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Pipelines;

/// <summary>A flow pipeline with fixed options, as the image model of an experiment.</summary>
/// <remarks>
/// Owns the pipeline. A prompt that no text encoder sees whole is reported once. A batch that does not fit into memory is halved, and stays so.
/// Not thread-safe.
/// </remarks>
/// <param name="name">Name for tables and reports.</param>
/// <param name="pipeline">The pipeline; disposed with the model.</param>
/// <param name="options">Steps, guidance and the rest.</param>
/// <param name="log">Writes a line for the user; null for nobody.</param>
public sealed class FlowImageModel(string name, FlowPipeline pipeline, GenerationOptions options, Action<string>? log = null) : ITrainableFlowModel
{
    private readonly CutTexts _cuts = new(name, prompt => pipeline.CutTokens(prompt, options.MaxSequenceLength), line => log?.Invoke(line));
    private bool _isDisposed;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public FlowPipeline Pipeline { get; } = pipeline;

    /// <inheritdoc />
    public LoraAdapter? Adapter { get; private set; }

    /// <inheritdoc />
    public GenerationOptions Options { get; private set; } = options;

    /// <inheritdoc />
    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        _cuts.Report([.. requests.Select(request => request.Prompt), Options.NegativePrompt ?? ""]);
        return HalvedBatch.Run(
            Options.BatchSize,
            _ => Pipeline.Generate(requests, Options, progress, cancellationToken),
            Halved,
            "There is not enough memory to generate one image",
            "close other programs, choose a smaller size or a lower precision, T5 in 8 bits, on the CPU or left out, or offloading");
    }

    /// <summary>Generates with adapters from here on, until the model is disposed, and logs a line for each; they are computed beside the model's own
    /// weights.</summary>
    /// <param name="files">Files and weights; what they add is added up. None changes nothing.</param>
    /// <exception cref="RewardLabException">One is not a LoRA or is for another base, or some were added before.</exception>
    public void AddLoras(IReadOnlyList<WeightedLora> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            return;
        }

        Adapter = Adapter is null
            ? LoraAdapter.Attach(Pipeline.Parts, files)
            : throw new RewardLabException($"{Name}: a LoRA was added before; name all of them at once.");
        foreach (var source in Adapter.Sources)
        {
            log?.Invoke($"{Name}: {source}.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Adapter?.Dispose();
            Pipeline.Dispose();
        }
    }

    private void Halved(int size)
    {
        Options = Options with { BatchSize = size };
        log?.Invoke($"{Name}: not enough memory, batches of {size} from here on.");
    }
}
