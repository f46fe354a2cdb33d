using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From prompts and seeds to images, one batch at a time: generation and the rollouts of policy gradients both sample here.</summary>
/// <remarks>An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is in its batch. Parts of a batch are
/// denoised side by side where rows are known to be independent: an image is the same to the last bit however many they are.</remarks>
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
    /// <param name="recorder">Gives what follows the steps of some images of the batch: the first of them and how many; may be null.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">The model's numbers overflow.</exception>
    internal void Sample(
        IReadOnlyList<ImageRequest> requests, Func<string, PromptStates> states, PromptStates negative, GenerationOptions options, long[] latentShape,
        Memory<byte> target, Func<int, int, ISamplerObserver>? recorder, CancellationToken cancellationToken)
    {
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        ImageRequest[] batch = [.. Enumerable.Range(0, options.BatchSize).Select(i => requests[Math.Min(i, requests.Count - 1)])];
        var device = PipelineParts.DeviceOf(unet);
        var distinct = batch.Select(request => request.Prompt).Distinct(StringComparer.Ordinal)
            .ToDictionary(prompt => prompt, states, StringComparer.Ordinal);
        var latents = empty([batch.Length, .. latentShape], ScalarType.Float32, device);
        var parts = ParallelParts.ShareOut(batch.Length, options.GuidanceScale > 1 ? 2 : 1, device, PipelineParts.TypeOf(unet));
        ParallelParts.Run(parts.Count, part =>
        {
            using var partScope = NewDisposeScope();
            var (start, count) = parts[part];
            var rows = latents.narrow(0, start, count);
            Denoise(batch.AsSpan(start, count), distinct, negative, options, rows, recorder?.Invoke(start, count), cancellationToken);
        });
        if (!latents.isfinite().all().item<bool>())
        {
            throw new RewardLabException(
                "The denoiser's numbers overflowed; use 32-bit weights, or check that weights, config and prediction_type belong together.");
        }

        _decoder.Decode(latents, requests.Count, target, options.DecodesOneByOne, cancellationToken);
    }

    private void Denoise(
        ReadOnlySpan<ImageRequest> batch, Dictionary<string, PromptStates> states, PromptStates negative, GenerationOptions options, Tensor target,
        ISamplerObserver? recorder, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        ImageRequest[] requests = batch.ToArray();
        var (seeds, shape) = (Array.ConvertAll(requests, request => request.Seed), target.shape[1..]);
        var noise = SeededNoise.Normal(seeds, shape, stream: 0, target.device); // [batch, channels, height, width]
        recorder?.Began(noise);
        var factor = autoencoder.Config.PixelsPerLatent;
        var sizes = options.Sizes((int)shape[1] * factor, (int)shape[2] * factor);
        var conditioning = GuidedConditioning.Create([.. requests.Select(request => states[request.Prompt])], negative, options.GuidanceScale, sizes);
        target.copy_(Samplers.Ddim(
            (sample, timestep) => GuidedDenoiser.Predict(unet, sample, timestep, conditioning),
            scheduler,
            noise,
            options.NumInferenceSteps,
            options.Eta,
            step => SeededNoise.Normal(seeds, shape, stream: (ulong)step + 1, target.device),
            recorder,
            cancellationToken));
    }
}
