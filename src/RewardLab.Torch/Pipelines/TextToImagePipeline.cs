using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Stable Diffusion 1, 2 and XL: prompts in, images out (Rombach et al., arXiv:2112.10752; Podell et al., arXiv:2307.01952).</summary>
/// <remarks>
/// An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is generated beside it.
/// Synchronous, without gradients; not thread-safe. Owns its models.
/// </remarks>
public sealed class TextToImagePipeline : IDisposable
{
    private readonly ImageSampler _sampler;
    private readonly PromptEncoder _prompts;

    /// <summary>Puts a pipeline together; the models may be on any one device and in any one floating-point type. They become the pipeline's,
    /// which freezes them: only adapters learn, and the base generates the same bytes as a fresh adapter on it.</summary>
    /// <param name="tokenizer">Cuts prompts into tokens.</param>
    /// <param name="textEncoder">Turns tokens into states.</param>
    /// <param name="unet">Predicts what <paramref name="scheduler"/> says.</param>
    /// <param name="autoencoder">Decodes latents.</param>
    /// <param name="scheduler">The noise schedule.</param>
    /// <exception cref="RewardLabException">The parts do not fit together.</exception>
    public TextToImagePipeline(
        ClipTokenizer tokenizer, ClipTextModel textEncoder, UNet2DConditionModel unet, AutoencoderKL autoencoder, DdimScheduler scheduler)
        : this(tokenizer, textEncoder, tokenizer2: null, textEncoder2: null, unet, autoencoder, scheduler)
    {
    }

    /// <summary>Puts a pipeline together; the models may be on any one device and in any one floating-point type, the autoencoder in one of its own. They
    /// become the pipeline's, which freezes them: only adapters learn, and the base generates the same bytes as a fresh adapter on it.</summary>
    /// <param name="tokenizer">Cuts prompts into tokens.</param>
    /// <param name="textEncoder">Turns tokens into states.</param>
    /// <param name="tokenizer2">Cuts prompts for the second text encoder, which Stable Diffusion XL has; else null.</param>
    /// <param name="textEncoder2">The second text encoder; null where there is one alone.</param>
    /// <param name="unet">Predicts what <paramref name="scheduler"/> says.</param>
    /// <param name="autoencoder">Decodes latents.</param>
    /// <param name="scheduler">The noise schedule.</param>
    /// <param name="forceZerosForEmptyPrompt">With two text encoders, whether no negative prompt means zeros rather than the empty text.</param>
    /// <exception cref="RewardLabException">The parts do not fit together.</exception>
    public TextToImagePipeline(
        ClipTokenizer tokenizer, ClipTextModel textEncoder, ClipTokenizer? tokenizer2, ClipTextModelWithProjection? textEncoder2,
        UNet2DConditionModel unet, AutoencoderKL autoencoder, DdimScheduler scheduler, bool forceZerosForEmptyPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(textEncoder);
        ArgumentNullException.ThrowIfNull(unet);
        ArgumentNullException.ThrowIfNull(autoencoder);
        ArgumentNullException.ThrowIfNull(scheduler);
        PipelineParts.Check([(tokenizer, textEncoder.Config), .. Second()], unet.Config, autoencoder.Config);
        Tokenizer = tokenizer;
        TextEncoder = textEncoder;
        UNet = unet;
        Autoencoder = autoencoder;
        Scheduler = scheduler;
        Tokenizer2 = tokenizer2;
        TextEncoder2 = textEncoder2;
        ForcesZerosForEmptyPrompt = forceZerosForEmptyPrompt;
        Modules.Freeze();
        _sampler = new ImageSampler(unet, autoencoder, scheduler);
        _prompts = new PromptEncoder(tokenizer, textEncoder, tokenizer2, textEncoder2, forceZerosForEmptyPrompt);

        (ClipTokenizer, ClipTextConfig)[] Second() => textEncoder2 is null
            ? []
            : [(tokenizer2 ?? throw new ArgumentNullException(nameof(tokenizer2), "A second text encoder needs a tokenizer."), textEncoder2.Config)];
    }

    /// <summary>Cuts prompts into tokens.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>Turns tokens into states.</summary>
    public ClipTextModel TextEncoder { get; }

    /// <summary>Cuts prompts for <see cref="TextEncoder2"/>; null without it.</summary>
    public ClipTokenizer? Tokenizer2 { get; }

    /// <summary>The second text encoder, which Stable Diffusion XL has; null for other models.</summary>
    public ClipTextModelWithProjection? TextEncoder2 { get; }

    /// <summary>With two text encoders, whether no negative prompt means zeros rather than the empty text.</summary>
    public bool ForcesZerosForEmptyPrompt { get; }

    /// <summary>The denoiser.</summary>
    public UNet2DConditionModel UNet { get; }

    /// <summary>Decodes latents.</summary>
    public AutoencoderKL Autoencoder { get; }

    /// <summary>The noise schedule.</summary>
    public DdimScheduler Scheduler { get; }

    /// <summary>Floating-point type that the denoiser computes in.</summary>
    public ScalarType ComputeType => PipelineParts.TypeOf(UNet);

    /// <summary>The parts that adapters can be put on, by name: "unet", "text_encoder" and, where there is one, "text_encoder_2".</summary>
    public IReadOnlyDictionary<string, nn.Module> Parts
    {
        get
        {
            var parts = new Dictionary<string, nn.Module>(StringComparer.Ordinal)
            {
                [Adapters.LoraLayerName.UNet] = UNet,
                [Adapters.LoraLayerName.TextEncoder] = TextEncoder,
            };
            if (TextEncoder2 is not null)
            {
                parts.Add(Adapters.LoraLayerName.TextEncoder2, TextEncoder2);
            }

            return parts;
        }
    }

    private nn.Module[] Modules => TextEncoder2 is null ? [TextEncoder, UNet, Autoencoder] : [TextEncoder, TextEncoder2, UNet, Autoencoder];

    /// <summary>Loads a folder as diffusers lays it out: tokenizer, text_encoder, unet, vae and scheduler, and model_index.json if there is one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="device">Where the models shall live; the CPU when null.</param>
    /// <param name="dtype">Floating-point type to compute in.</param>
    /// <exception cref="RewardLabException">A part is missing, not supported or does not fit; names the file.</exception>
    public static TextToImagePipeline Load(string folder, Device? device = null, ScalarType dtype = ScalarType.Float32) =>
        PipelineFolder.Load(folder, device, dtype);

    /// <summary>Writes the folder that <see cref="Load"/> reads, each file whole or not at all.</summary>
    /// <param name="folder">The folder; made where it is missing, files in it replaced.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="RewardLabException">A file cannot be written.</exception>
    public void Save(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        PipelineFolder.Save(this, folder, cancellationToken);
    }

    /// <summary>Generates one image for each request, in order.</summary>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="options">How to sample.</param>
    /// <param name="progress">Told the number of finished images after each batch; may be null.</param>
    /// <param name="cancellationToken">Looked at before every denoising step.</param>
    /// <exception cref="RewardLabException">An option is out of range, or the models' numbers overflow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ImageBatch Generate(
        IReadOnlyList<ImageRequest> requests, GenerationOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        PipelineParts.Check(options, Scheduler);
        var (latentHeight, latentWidth) = PipelineParts.LatentSize(options, UNet.Config, Autoencoder.Config);
        var factor = Autoencoder.Config.PixelsPerLatent;
        var (height, width) = (latentHeight * factor, latentWidth * factor);
        var bytesPerImage = PipelineParts.BytesPerImage(height, width, requests.Count);
        var pixels = new byte[requests.Count * bytesPerImage];
        long[] latentShape = [UNet.Config.InChannels, latentHeight, latentWidth];
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var states = EncodePrompts(requests.Select(request => request.Prompt), options, cancellationToken);
        var negative = EncodeNegative(options);
        var done = 0;
        foreach (var batch in requests.Chunk(options.BatchSize))
        {
            var target = pixels.AsMemory(done * bytesPerImage, batch.Length * bytesPerImage);
            _sampler.Sample(batch, prompt => states[prompt], negative, options, latentShape, target, recorder: null, cancellationToken);
            done += batch.Length;
            progress?.Report(done);
        }

        return new ImageBatch(pixels, requests.Count, height, width);
    }

    /// <summary>How many of a prompt's last tokens are beyond the text encoder's limit and do not count; 0 for none.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="chunkCount">Chunks that it is spread over, <see cref="GenerationOptions.PromptChunks"/>.</param>
    public int CutTokens(string prompt, int chunkCount = 1) => _prompts.CutTokens(prompt, chunkCount);

    /// <summary>What the denoiser attends to of a prompt, padded to the tokenizer's length.</summary>
    /// <returns>[1, tokens, width], in the caller's dispose scope.</returns>
    public Tensor EncodePrompt(string prompt)
    {
        var states = Encode(prompt);
        states.Pooled?.Dispose();
        return states.Hidden;
    }

    /// <summary>What the denoiser is told of a prompt, without gradients.</summary>
    /// <param name="prompt">The prompt; null for none: the empty text, or zeros where <see cref="ForcesZerosForEmptyPrompt"/> says so.</param>
    /// <param name="prompt2">What the second text encoder reads; null for the same.</param>
    /// <param name="clipSkip">Blocks left out, <see cref="GenerationOptions.ClipSkip"/>.</param>
    /// <param name="chunkCount">Chunks that it is spread over, <see cref="GenerationOptions.PromptChunks"/>.</param>
    /// <returns>In the caller's dispose scope.</returns>
    /// <exception cref="RewardLabException">A text encoder has too few blocks to leave so many out.</exception>
    public PromptStates Encode(string? prompt, string? prompt2 = null, int clipSkip = 0, int chunkCount = 1)
    {
        using var ungraded = no_grad();
        return EncodeTrainable(prompt, prompt2, clipSkip, chunkCount);
    }

    /// <summary>The same with gradients, where a text encoder or an adapter on it is trained.</summary>
    /// <inheritdoc cref="Encode"/>
    public PromptStates EncodeTrainable(string? prompt, string? prompt2 = null, int clipSkip = 0, int chunkCount = 1)
    {
        using var scope = NewDisposeScope();
        return _prompts.Encode(prompt, prompt2, clipSkip, chunkCount).To(PipelineParts.TypeOf(UNet)).MovedOut();
    }

    /// <summary>What the denoiser is told of a negative prompt: no block is left out for it.</summary>
    internal PromptStates EncodeNegative(GenerationOptions options) => Encode(options.NegativePrompt, chunkCount: options.PromptChunks);

    /// <summary>Frees the models.</summary>
    public void Dispose() => Array.ForEach(Modules, static module => module.Dispose());

    // One at a time: a text's states must not depend, in their last bits, on the texts beside it.
    private Dictionary<string, PromptStates> EncodePrompts(IEnumerable<string> prompts, GenerationOptions options, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, PromptStates>(StringComparer.Ordinal);
        foreach (var prompt in prompts.Distinct(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(prompt, Encode(prompt, clipSkip: options.ClipSkip, chunkCount: options.PromptChunks));
        }

        return states;
    }
}
