using RewardLab.Abstractions;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From prompts and seeds to images along a flow, one batch at a time: generation and the rollouts of policy gradients both sample here.</summary>
/// <remarks>An image depends on its prompt, its seed and the options, the batch size among them, and not on what else is in its batch.</remarks>
internal sealed class FlowSampler(FlowPipeline pipeline)
{
    private readonly LatentDecoder _decoder = new(pipeline.Autoencoder);

    /// <summary>Samples and decodes a batch, without gradients. A short batch is filled up with its last request, and the surplus discarded.</summary>
    /// <param name="requests">1 to <see cref="GenerationOptions.BatchSize"/> prompts and seeds.</param>
    /// <param name="states">What the denoiser is told of a prompt.</param>
    /// <param name="options">Steps and guidance.</param>
    /// <param name="latentShape">Shape of one image's latents, [channels, height, width].</param>
    /// <param name="target">The images, [requests, height, width, 3] of bytes.</param>
    /// <param name="random">How steps are made random; null for Euler's steps.</param>
    /// <param name="recorder">Follows the random steps of the whole batch; may be null.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">The model's numbers overflow.</exception>
    internal void Sample(
        IReadOnlyList<ImageRequest> requests, Func<string, PromptStates> states, GenerationOptions options, long[] latentShape, Memory<byte> target,
        FlowRandomness? random, IFlowRecorder? recorder, CancellationToken cancellationToken)
    {
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        ImageRequest[] batch = [.. Enumerable.Range(0, options.BatchSize).Select(i => requests[Math.Min(i, requests.Count - 1)])];
        ulong[] seeds = [.. batch.Select(request => request.Seed)];
        var conditioning = FlowConditioning.Create(
            [.. batch.Select(request => states(request.Prompt))], states(options.NegativePrompt ?? ""), options.GuidanceScale);
        var noise = SeededNoise.Normal(seeds, latentShape, stream: 0, pipeline.Places.Device); // [batch, channels, height, width]
        recorder?.Began(noise);
        Tensor latents;
        using (pipeline.Places.Use(pipeline.Transformer))
        {
            latents = Denoise(
                conditioning, noise, options, random, step => SeededNoise.Normal(seeds, latentShape, (ulong)step + 1, pipeline.Places.Device), recorder,
                cancellationToken);
        }

        if (!latents.isfinite().all().item<bool>())
        {
            throw new RewardLabException(
                "The denoiser's numbers overflowed; use bf16 or 32-bit weights, or check that weights and config belong together.");
        }

        using var used = pipeline.Places.Use(pipeline.Autoencoder);
        _decoder.Decode(latents, requests.Count, target, options.DecodesOneByOne, cancellationToken);
    }

    /// <summary>From noise to clean latents, without gradients.</summary>
    /// <param name="conditioning">The prompts.</param>
    /// <param name="noise">Standard normal values, [batch, channels, height, width].</param>
    /// <param name="options">Steps and guidance.</param>
    /// <param name="random">How steps are made random; null for Euler's steps.</param>
    /// <param name="stepNoise">Noise of the i-th step, of the latents' shape; asked for only where steps are random.</param>
    /// <param name="recorder">Follows the random steps; may be null.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <param name="stepped">Shown the latents after each step; may be null.</param>
    /// <returns>Scaled latents, in the caller's dispose scope.</returns>
    internal Tensor Denoise(
        FlowConditioning conditioning, Tensor noise, GenerationOptions options, FlowRandomness? random, Func<int, Tensor> stepNoise, IFlowRecorder? recorder,
        CancellationToken cancellationToken, Action<Tensor>? stepped = null)
    {
        using var ungraded = no_grad();
        var schedule = pipeline.Schedule(options);
        var latents = noise.alias();
        for (var i = 0; i < schedule.StepCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var velocity = Velocity(conditioning, latents, schedule, i, options);
            var next = random is null
                ? pipeline.Scheduler.Step(velocity, schedule, i, latents, pipeline.Scheduler.Config.SamplesStochastically ? stepNoise(i) : null)
                : RandomStep(velocity, i);
            stepped?.Invoke(next);
            latents.Dispose();
            latents = next.MoveToOuterDisposeScope();
        }

        return latents;

        Tensor RandomStep(Tensor velocity, int i)
        {
            var transition = FlowSteps.Transition(velocity, schedule, [i], latents, random.Noise, random.Level);
            var outcome = transition.Mean.Add(transition.Sigma * stepNoise(i));
            recorder?.Stepped(i, transition, outcome);
            return outcome;
        }
    }

    private Tensor Velocity(FlowConditioning conditioning, Tensor latents, FlowSchedule schedule, int index, GenerationOptions options)
    {
        var time = tensor(schedule.Timesteps[index], device: latents.device).view(1);
        var (first, last) = (options.SkipLayerGuidanceStart * schedule.StepCount, options.SkipLayerGuidanceStop * schedule.StepCount);
        return options.SkipLayerGuidanceScale > 0 && conditioning.IsGuided && index > first && index < last
            ? GuidedFlow.PredictSkipping(pipeline.Transformer, latents, time, conditioning, options.SkipLayers, options.SkipLayerGuidanceScale)
            : GuidedFlow.Predict(pipeline.Transformer, latents, time, conditioning);
    }
}
