using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From prompts and seeds to images, one batch at a time: generation and the rollouts of policy gradients both sample here.</summary>
/// <remarks>An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is in its batch.</remarks>
internal sealed class ImageSampler(UNet2DConditionModel unet, AutoencoderKL autoencoder, DdimScheduler scheduler)
{
    private readonly LatentDecoder _decoder = new(autoencoder);

    /// <summary>Samples and decodes a batch, without gradients. A short batch is filled up with its last request, and the surplus discarded.</summary>
    /// <param name="requests">1 to <see cref="GenerationOptions.BatchSize"/> prompts and seeds.</param>
    /// <param name="states">What the text encoders make of a prompt.</param>
    /// <param name="negative">What they make of the negative prompt.</param>
    /// <param name="options">Steps, guidance and eta.</param>
    /// <param name="latentShape">Shape of one image's latents, [channels, height, width].</param>
    /// <param name="target">The images, [requests, height, width, 3] of bytes.</param>
    /// <param name="recorder">Follows the steps of the whole batch; may be null.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">The model's numbers overflow.</exception>
    internal void Sample(
        IReadOnlyList<ImageRequest> requests, Func<string, PromptStates> states, PromptStates negative, GenerationOptions options, long[] latentShape,
        Span<byte> target, ISamplerObserver? recorder, CancellationToken cancellationToken)
    {
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        ImageRequest[] batch = [.. Enumerable.Range(0, options.BatchSize).Select(i => requests[Math.Min(i, requests.Count - 1)])];
        ulong[] seeds = [.. batch.Select(request => request.Seed)];
        var device = PipelineParts.DeviceOf(unet);
        var noise = SeededNoise.Normal(seeds, latentShape, stream: 0, device); // [batch, channels, height, width]
        recorder?.Began(noise);
        var distinct = batch.Select(request => request.Prompt).Distinct(StringComparer.Ordinal)
            .ToDictionary(prompt => prompt, states, StringComparer.Ordinal);
        var factor = autoencoder.Config.PixelsPerLatent;
        var sizes = options.Sizes((int)latentShape[1] * factor, (int)latentShape[2] * factor);
        var conditioning = GuidedConditioning.Create([.. batch.Select(request => distinct[request.Prompt])], negative, options.GuidanceScale, sizes);
        var latents = Samplers.Ddim(
            (sample, timestep) => GuidedDenoiser.Predict(unet, sample, timestep, conditioning),
            scheduler,
            noise,
            options.NumInferenceSteps,
            options.Eta,
            step => SeededNoise.Normal(seeds, latentShape, stream: (ulong)step + 1, device),
            recorder,
            cancellationToken);
        if (!latents.isfinite().all().item<bool>())
        {
            throw new RewardLabException(
                "The denoiser's numbers overflowed; use 32-bit weights, or check that weights, config and prediction_type belong together.");
        }

        _decoder.Decode(latents, requests.Count, target, options.DecodesOneByOne, cancellationToken);
    }
}
