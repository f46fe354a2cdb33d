using RewardLab.Abstractions;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Models.Diffusion;
using RewardLab.Numerics.Randomness;
using RewardLab.Numerics.Schedulers;
using RewardLab.Numerics.Tensors;
using RewardLab.Numerics.Text;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Pipelines;

/// <summary>Stable Diffusion: prompts in, pictures out (Rombach et al., arXiv:2112.10752).</summary>
/// <remarks>
/// A picture depends on its prompt, its seed and the options, the batch size among them, and not on what else is drawn beside it.
/// Synchronous, without gradients; not thread-safe. Owns its models.
/// </remarks>
public sealed class TextToImagePipeline : IDisposable
{
    // Decoding at full resolution is where memory peaks: two pictures of 512 x 512 at once, or as many small ones.
    private const int BytesDecodedAtOnce = 2 * 512 * 512 * 3;

    private readonly DenoisingLoop _loop;

    /// <summary>Puts a pipeline together; the models may be on any one device and in any one floating-point type, and become the pipeline's.</summary>
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
        _loop = new DenoisingLoop(unet, scheduler);
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

    /// <summary>Draws one picture for each request, in order.</summary>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="progress">Told the number of finished pictures after each batch; may be null.</param>
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
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var states = EncodePrompts([.. requests.Select(request => request.Prompt), options.NegativePrompt], cancellationToken);
        for (var start = 0; start < requests.Count; start += options.BatchSize)
        {
            var count = Math.Min(options.BatchSize, requests.Count - start);
            ImageRequest[] batch = [.. Enumerable.Range(0, options.BatchSize).Select(i => requests[start + Math.Min(i, count - 1)])];
            long[] latentShape = [UNet.Config.InChannels, latentHeight, latentWidth];
            DrawBatch(batch, count, states, latentShape, options, pixels.AsSpan(start * bytesPerImage, count * bytesPerImage), cancellationToken);
            progress?.Report(start + count);
        }

        return new ImageBatch(pixels, requests.Count, height, width);
    }

    /// <summary>The text encoder's last hidden state of a prompt, padded to the tokenizer's length: what the denoiser attends to.</summary>
    /// <returns>[1, tokens, width], in the caller's dispose scope.</returns>
    public Tensor EncodePrompt(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
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

    private void DrawBatch(
        ImageRequest[] batch, int count, Dictionary<string, Tensor> states, long[] latentShape, GenerationOptions options,
        Span<byte> target, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var device = PipelineParts.DeviceOf(UNet);
        ulong[] seeds = [.. batch.Select(request => request.Seed)];
        var conditioning = GuidedConditioning.Of(
            cat([.. batch.Select(request => states[request.Prompt])], 0), states[options.NegativePrompt], options.GuidanceScale);
        var latents = _loop.Run(
            SeededNoise.Normal(seeds, latentShape, stream: 0, device),
            conditioning,
            options,
            step => SeededNoise.Normal(seeds, latentShape, stream: (ulong)step + 1, device),
            observer: null,
            cancellationToken); // [batch, channels, height, width]
        if (!latents.isfinite().all().item<bool>())
        {
            throw new RewardLabException("The denoiser's numbers overflowed; use 32-bit weights, or check that weights, config and prediction_type belong together.");
        }

        Decode(latents, count, target, cancellationToken);
    }

    private void Decode(Tensor latents, int count, Span<byte> target, CancellationToken cancellationToken)
    {
        var bytesPerImage = target.Length / count;
        var atOnce = Math.Clamp(BytesDecodedAtOnce / bytesPerImage, 1, (int)latents.shape[0]);
        for (var start = 0; start < count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var slice = latents.narrow(0, start, Math.Min(atOnce, latents.shape[0] - start));
            var bytes = Quantize(DecodeToUnit(slice)); // [slice, height, width, 3]
            var wanted = Math.Min(atOnce, count - start) * bytesPerImage;
            bytes.data<byte>().ToArray().AsSpan(0, wanted).CopyTo(target[(start * bytesPerImage)..]);
        }
    }

    /// <summary>Decodes scaled latents.</summary>
    /// <param name="latents">[batch, channels, height, width], as the denoiser leaves them.</param>
    /// <returns>Colours 0 to 1, [batch, 3, height, width].</returns>
    internal Tensor DecodeToUnit(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var unscaled = latents.DividedBy(Autoencoder.ScalingFactor).to_type(PipelineParts.TypeOf(Autoencoder));
        return Autoencoder.Decode(unscaled).to_type(ScalarType.Float32).DividedBy(2).Plus(0.5).LimitedTo(0, 1).MoveToOuterDisposeScope();
    }

    // Rounded half to even, as the reference rounds.
    private static Tensor Quantize(Tensor colours) =>
        colours.Times(255).round().to_type(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu();
}
