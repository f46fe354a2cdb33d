using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Stable Diffusion 3 and 3.5: prompts in, images out, by a flow (Esser et al., arXiv:2403.03206).</summary>
/// <remarks>
/// An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is generated beside it.
/// Synchronous, without gradients; not thread-safe. Owns its models.
/// </remarks>
public sealed class FlowPipeline : IDisposable
{
    private readonly FlowSampler _sampler;
    private readonly FlowPromptEncoder _prompts;

    /// <summary>Puts a pipeline together. The models become the pipeline's, which freezes them: only adapters learn.</summary>
    /// <param name="parts">The models.</param>
    /// <param name="places">Where they compute.</param>
    /// <exception cref="RewardLabException">The parts do not fit together.</exception>
    public FlowPipeline(FlowPipelineParts parts, PartPlaces? places = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        parts.Check();
        Models = parts;
        Places = places ?? new PartPlaces(PipelineParts.DeviceOf(parts.Transformer));
        parts.Modules.Freeze();
        _prompts = new FlowPromptEncoder(parts, Places);
        _sampler = new FlowSampler(this);
    }

    /// <summary>The models.</summary>
    public FlowPipelineParts Models { get; }

    /// <summary>Where they compute.</summary>
    public PartPlaces Places { get; }

    /// <summary>The denoiser.</summary>
    public Sd3Transformer Transformer => Models.Transformer;

    /// <summary>Decodes latents.</summary>
    public AutoencoderKL Autoencoder => Models.Autoencoder;

    /// <summary>The noise schedule.</summary>
    public FlowScheduler Scheduler => Models.Scheduler;

    /// <summary>Floating-point type that the denoiser computes in.</summary>
    public ScalarType ComputeType => PipelineParts.TypeOf(Transformer);

    /// <summary>The parts that adapters can be put on, by name: "transformer", "text_encoder" and "text_encoder_2".</summary>
    public IReadOnlyDictionary<string, nn.Module> Parts => new Dictionary<string, nn.Module>(StringComparer.Ordinal)
    {
        [LoraLayerName.Transformer] = Models.Transformer,
        [LoraLayerName.TextEncoder] = Models.TextEncoder,
        [LoraLayerName.TextEncoder2] = Models.TextEncoder2,
    };

    /// <summary>Generates one image for each request, in order.</summary>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="progress">Told the number of finished images after each batch; may be null.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">An option is out of range, or the models' numbers overflow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ImageBatch Generate(
        IReadOnlyList<ImageRequest> requests, GenerationOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var latentShape = LatentShape(options);
        var factor = Autoencoder.Config.PixelsPerLatent;
        var (height, width) = ((int)latentShape[1] * factor, (int)latentShape[2] * factor);
        var bytesPerImage = PipelineParts.BytesPerImage(height, width, requests.Count);
        var pixels = new byte[requests.Count * bytesPerImage];
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var states = EncodePrompts([.. requests.Select(request => request.Prompt), options.NegativePrompt ?? ""], options.MaxSequenceLength, cancellationToken);
        var done = 0;
        foreach (var batch in requests.Chunk(options.BatchSize))
        {
            var target = pixels.AsMemory(done * bytesPerImage, batch.Length * bytesPerImage);
            _sampler.Sample(batch, prompt => states[prompt], options, latentShape, target, random: null, recorder: null, cancellationToken);
            done += batch.Length;
            progress?.Report(done);
        }

        return new ImageBatch(pixels, requests.Count, height, width);
    }

    /// <summary>What the denoiser is told of a prompt.</summary>
    /// <param name="prompt">The prompt; "" for none.</param>
    /// <param name="maxSequenceLength">Tokens of T5.</param>
    /// <returns>In the caller's dispose scope, where the denoiser computes.</returns>
    public PromptStates EncodePrompt(string prompt, int maxSequenceLength = 256)
    {
        using var ungraded = no_grad();
        return EncodeTrainable(prompt, maxSequenceLength);
    }

    /// <summary>The same with gradients, where a text encoder or an adapter on it is trained.</summary>
    /// <param name="prompt">The prompt; "" for none.</param>
    /// <param name="maxSequenceLength">Tokens of T5.</param>
    /// <returns>In the caller's dispose scope, where the denoiser computes.</returns>
    public PromptStates EncodeTrainable(string prompt, int maxSequenceLength = 256)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return _prompts.Encode(prompt, maxSequenceLength);
    }

    /// <summary>How many of a prompt's last tokens no text encoder sees; 0 for none.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="maxSequenceLength">Tokens of T5.</param>
    public int CutTokens(string prompt, int maxSequenceLength = 256)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Models.Tokenizer3 is { } third && Models.TextEncoder3 is not null
            ? Math.Max(0, third.CountTokens(prompt) - maxSequenceLength)
            : Math.Max(0, Models.Tokenizer.CountTokens(prompt) - Models.Tokenizer.MaxLength);
    }

    /// <summary>Frees the models.</summary>
    public void Dispose()
    {
        foreach (var module in Models.Modules)
        {
            module.Dispose();
        }
    }

    /// <exception cref="RewardLabException">An option is out of range.</exception>
    internal void Check(GenerationOptions options)
    {
        if (options.BatchSize < 1)
        {
            throw new RewardLabException($"BatchSize is {options.BatchSize}; it must be at least 1.");
        }

        if (!double.IsFinite(options.GuidanceScale) || !double.IsFinite(options.SkipLayerGuidanceScale))
        {
            throw new RewardLabException($"GuidanceScale is {options.GuidanceScale} and SkipLayerGuidanceScale {options.SkipLayerGuidanceScale}; "
                + "both must be finite numbers.");
        }

        if (options.MaxSequenceLength is < 2 or > 512)
        {
            throw new RewardLabException($"MaxSequenceLength is {options.MaxSequenceLength}; it must be from 2 to 512.");
        }

        if (options.ClipSkip != 0 || options.PromptChunks != 1)
        {
            throw new RewardLabException("ClipSkip and PromptChunks are not for Stable Diffusion 3, which reads long prompts by T5; leave them out.");
        }

        if (options.SkipLayerGuidanceScale > 0 && options.SkipLayers.Any(layer => layer < 0 || layer >= Transformer.Config.LayerCount))
        {
            throw new RewardLabException(
                $"Skipped layers are [{string.Join(", ", options.SkipLayers)}]; this model's blocks go from 0 to {Transformer.Config.LayerCount - 1}.");
        }

        Schedule(options);
    }

    /// <summary>Noise levels of a run of these options, shifted by the images' size where the schedule asks for that.</summary>
    internal FlowSchedule Schedule(GenerationOptions options)
    {
        if (!Scheduler.Config.UsesDynamicShifting)
        {
            return Scheduler.Schedule(options.NumInferenceSteps);
        }

        var (shape, patch) = (LatentShape(options), Transformer.Config.PatchSize);
        return Scheduler.Schedule(options.NumInferenceSteps, Scheduler.Mu((int)(shape[1] / patch * (shape[2] / patch))));
    }

    /// <summary>Shape of one image's latents, [channels, height, width].</summary>
    /// <exception cref="RewardLabException">The size is not possible.</exception>
    internal long[] LatentShape(GenerationOptions options)
    {
        var factor = Autoencoder.Config.PixelsPerLatent * Transformer.Config.PatchSize;
        return [Transformer.Config.InChannels, Side(options.Height, nameof(options.Height)), Side(options.Width, nameof(options.Width))];

        int Side(int? pixels, string name)
        {
            var given = pixels ?? Transformer.Config.SampleSize * Autoencoder.Config.PixelsPerLatent;
            var max = Transformer.Config.PosEmbedMaxSize * factor;
            return given > 0 && given % factor == 0 && given <= max
                ? given / Autoencoder.Config.PixelsPerLatent
                : throw new RewardLabException($"{name} is {given} pixels; it must be a multiple of {factor}, at most {max}.");
        }
    }

    // One at a time: a text's states must not depend, in their last bits, on the texts beside it.
    private Dictionary<string, PromptStates> EncodePrompts(IEnumerable<string> prompts, int maxSequenceLength, CancellationToken cancellationToken)
    {
        using var cancellation = ForwardCancellation.Within(cancellationToken); // T5 takes seconds on a CPU
        var states = new Dictionary<string, PromptStates>(StringComparer.Ordinal);
        foreach (var prompt in prompts.Distinct(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(prompt, EncodePrompt(prompt, maxSequenceLength));
        }

        return states;
    }
}
