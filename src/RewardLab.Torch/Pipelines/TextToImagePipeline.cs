using RewardLab.Abstractions;
using RewardLab.Torch.Models;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Stable Diffusion: prompts in, images out (Rombach et al., arXiv:2112.10752).</summary>
/// <remarks>
/// An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is generated beside it.
/// Synchronous, without gradients; not thread-safe. Owns its models.
/// </remarks>
public sealed class TextToImagePipeline : IDisposable
{
    private readonly ImageSampler _sampler;

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
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(textEncoder);
        ArgumentNullException.ThrowIfNull(unet);
        ArgumentNullException.ThrowIfNull(autoencoder);
        ArgumentNullException.ThrowIfNull(scheduler);
        PipelineParts.Check(tokenizer, textEncoder.Config, unet.Config, autoencoder.Config);
        Tokenizer = tokenizer;
        TextEncoder = textEncoder;
        UNet = unet;
        Autoencoder = autoencoder;
        Scheduler = scheduler;
        new nn.Module[] { textEncoder, unet, autoencoder }.Freeze();
        _sampler = new ImageSampler(unet, autoencoder, scheduler);
    }

    /// <summary>Cuts prompts into tokens.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>Turns tokens into states.</summary>
    public ClipTextModel TextEncoder { get; }

    /// <summary>The denoiser.</summary>
    public UNet2DConditionModel UNet { get; }

    /// <summary>Decodes latents.</summary>
    public AutoencoderKL Autoencoder { get; }

    /// <summary>The noise schedule.</summary>
    public DdimScheduler Scheduler { get; }

    /// <summary>Floating-point type that the denoiser computes in.</summary>
    public ScalarType ComputeType => PipelineParts.TypeOf(UNet);

    /// <summary>The parts that adapters can be put on, by name: "unet" and "text_encoder".</summary>
    public IReadOnlyDictionary<string, nn.Module> Parts => new Dictionary<string, nn.Module>(StringComparer.Ordinal)
    {
        [Adapters.LoraLayerName.UNet] = UNet,
        [Adapters.LoraLayerName.TextEncoder] = TextEncoder,
    };

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
        var states = EncodePrompts([.. requests.Select(request => request.Prompt), options.NegativePrompt], cancellationToken);
        var done = 0;
        foreach (var batch in requests.Chunk(options.BatchSize))
        {
            var target = pixels.AsSpan(done * bytesPerImage, batch.Length * bytesPerImage);
            _sampler.Sample(batch, prompt => states[prompt], options, latentShape, target, recorder: null, cancellationToken);
            done += batch.Length;
            progress?.Report(done);
        }

        return new ImageBatch(pixels, requests.Count, height, width);
    }

    /// <summary>How many of a prompt's last tokens are beyond the text encoder's limit and do not count; 0 for none.</summary>
    public int CutTokens(string prompt) => Math.Max(0, Tokenizer.CountTokens(prompt) - Tokenizer.MaxLength);

    /// <summary>The text encoder's last hidden state of a prompt, padded to the tokenizer's length: what the denoiser attends to.</summary>
    /// <returns>[1, tokens, width], in the caller's dispose scope.</returns>
    public Tensor EncodePrompt(string prompt)
    {
        using var ungraded = no_grad();
        return EncodeTrainable(prompt);
    }

    /// <summary>The same with gradients, where the text encoder or an adapter on it is trained.</summary>
    /// <returns>[1, tokens, width], in the caller's dispose scope.</returns>
    public Tensor EncodeTrainable(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        using var scope = NewDisposeScope();
        var ids = Tokenizer.EncodePadded([prompt]).IdsTensor(PipelineParts.DeviceOf(TextEncoder)); // [1, tokens]
        return TextEncoder.Encode(ids).LastHiddenState.to(PipelineParts.TypeOf(UNet)).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the models.</summary>
    public void Dispose()
    {
        TextEncoder.Dispose();
        UNet.Dispose();
        Autoencoder.Dispose();
    }

    // One at a time: a text's states must not depend, in their last bits, on the texts beside it.
    private Dictionary<string, Tensor> EncodePrompts(IEnumerable<string> prompts, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var prompt in prompts.Distinct(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            states.Add(prompt, EncodePrompt(prompt)); // [1, tokens, width]
        }

        return states;
    }
}
