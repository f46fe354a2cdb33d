using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>A flow as a policy: its steps are made random, so that each has a probability (Liu et al., arXiv:2505.05470, section 4.2).</summary>
/// <remarks>Borrows pipeline and adapter. States of prompts are computed once, unless the adapter changes a text encoder. Synchronous, not thread-safe.
/// </remarks>
public sealed class FlowPolicy : IDenoisingPolicy
{
    private readonly FlowPipeline _pipeline;
    private readonly LoraAdapter _adapter;
    private readonly FlowSampler _sampler;
    private readonly FlowRandomness _random;
    private readonly FlowSchedule _schedule;
    private readonly long[] _latentShape;
    private readonly IDisposable _used;
    private readonly Dictionary<string, PromptStates> _states = new(StringComparer.Ordinal);

    /// <summary>Makes a policy.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="adapter">What is trained of it.</param>
    /// <param name="options">Steps, guidance, negative prompt and size; batches of <see cref="GenerationOptions.BatchSize"/>.</param>
    /// <param name="random">How steps are made random.</param>
    /// <exception cref="RewardLabException">An option is out of range, or a step has no density.</exception>
    public FlowPolicy(FlowPipeline pipeline, LoraAdapter adapter, GenerationOptions options, FlowRandomness random)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        pipeline.Check(options);
        FlowSteps.RequireDensity(random.Noise, random.Level);
        if (random.Noise == FlowNoise.Cps)
        {
            throw new RewardLabException("The last step of a flow made random by 'cps' has no density; train with 'sde' or 'dance'.");
        }

        if (pipeline.Scheduler.Config.InvertsSigmas || options.SkipLayerGuidanceScale > 0)
        {
            throw new RewardLabException(
                "A flow whose noise levels rise (invert_sigmas), or that is guided by skipped layers, cannot be trained by its steps.");
        }

        (_pipeline, _adapter, Options, _random) = (pipeline, adapter, options, random);
        _schedule = pipeline.Schedule(options);
        _latentShape = pipeline.LatentShape(options);
        _sampler = new FlowSampler(pipeline);
        _used = pipeline.Places.Use(pipeline.Transformer); // gradients come after the forward pass, so it stays on the device
    }

    /// <inheritdoc />
    public GenerationOptions Options { get; }

    /// <inheritdoc />
    public IReadOnlyList<double> StepTimes => [.. _schedule.Timesteps.Select(static timestep => (double)timestep)];

    /// <inheritdoc />
    public IReadOnlyList<long> LatentShape => _latentShape;

    /// <inheritdoc />
    public Device Device => _pipeline.Places.Device;

    private bool TrainsText => _adapter.Trains(LoraLayerName.TextEncoder) || _adapter.Trains(LoraLayerName.TextEncoder2);

    /// <inheritdoc />
    public TrajectoryBatch Sample(IReadOnlyList<ImageRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count < 1 || requests.Count > Options.BatchSize)
        {
            throw new ArgumentException($"A batch holds 1 to {Options.BatchSize} requests, not {requests.Count}.", nameof(requests));
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var trajectories = new FlowTrajectories(Options, _latentShape, Device);
        var factor = _pipeline.Autoencoder.Config.PixelsPerLatent;
        var (height, width) = ((int)_latentShape[1] * factor, (int)_latentShape[2] * factor);
        var pixels = new byte[requests.Count * height * width * 3];
        _sampler.Sample(requests, States, Options, _latentShape, pixels, _random, trajectories, cancellationToken);
        return trajectories.Taken(requests, new ImageBatch(pixels, requests.Count, height, width));
    }

    /// <inheritdoc />
    public PolicyStep Evaluate(DenoisingState state, IReadOnlyList<int>? kept = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = NewDisposeScope();
        int[] indices = [.. state.StepIndices];
        var distinct = state.Prompts.Distinct(StringComparer.Ordinal).ToDictionary(prompt => prompt, States, StringComparer.Ordinal);
        var conditioning = FlowConditioning.Create(
            [.. state.Prompts.Select(prompt => distinct[prompt])], States(Options.NegativePrompt ?? ""), Options.GuidanceScale);
        var time = tensor(Array.ConvertAll(indices, index => _schedule.Timesteps[index]), device: Device); // [batch]
        var (velocity, latents) = (GuidedFlow.Predict(_pipeline.Transformer, state.Latents, time, conditioning), state.Latents);
        if (kept is not null)
        {
            var rows = tensor([.. kept.Select(static row => (long)row)], device: Device);
            (velocity, latents) = (velocity.index_select(0, rows), latents.index_select(0, rows));
            indices = [.. kept.Select(row => indices[row])];
        }

        var flow = FlowSteps.Transition(velocity, _schedule, indices, latents, _random.Noise, _random.Level).MoveToOuterDisposeScope();
        return new PolicyStep(
            velocity.MoveToOuterDisposeScope(), new DdimTransition(flow.Mean, flow.PredOriginalSample, flow.PredictedNoise, flow.Sigma), flow);
    }

    /// <inheritdoc />
    public PolicyStep EvaluateReference(DenoisingState state, IReadOnlyList<int>? kept = null)
    {
        using var ungraded = no_grad();
        using var off = LoraAdapter.DisableOnThread();
        return Evaluate(state, kept);
    }

    /// <inheritdoc />
    public void EncodePrompts(IEnumerable<string> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        if (TrainsText)
        {
            return;
        }

        foreach (var prompt in prompts.Append(Options.NegativePrompt ?? "").Distinct(StringComparer.Ordinal))
        {
            _ = States(prompt);
        }
    }

    /// <inheritdoc />
    public IDisposable DisableAdapter()
    {
        _adapter.IsEnabled = false;
        return new SwitchedOff(_adapter);
    }

    /// <inheritdoc />
    public void RaiseToFloat32()
    {
        Forget();
        _pipeline.Transformer.to(ScalarType.Float32);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Forget();
        _used.Dispose();
    }

    private PromptStates States(string prompt)
    {
        if (TrainsText)
        {
            return _pipeline.EncodeTrainable(prompt, Options.MaxSequenceLength);
        }

        if (_states.TryGetValue(prompt, out var known))
        {
            return known;
        }

        return _states[prompt] = _pipeline.EncodePrompt(prompt, Options.MaxSequenceLength).Detached();
    }

    private void Forget()
    {
        _states.Values.ToList().ForEach(static states => states.Dispose());
        _states.Clear();
    }

    private sealed class SwitchedOff(LoraAdapter adapter) : IDisposable
    {
        public void Dispose() => adapter.IsEnabled = true;
    }

    private sealed class FlowTrajectories(GenerationOptions options, long[] latentShape, Device device) : IFlowRecorder
    {
        public Tensor Latents { get; } = empty([options.BatchSize, options.NumInferenceSteps + 1, .. latentShape], ScalarType.Float32, device);

        public Tensor LogProbabilities { get; } = empty([options.BatchSize, options.NumInferenceSteps], ScalarType.Float32, device);

        public void Began(Tensor noise) => Latents.select(1, 0).copy_(noise);

        // The stored latent is the one whose density is taken: nothing is rounded between the two.
        public void Stepped(int index, FlowTransition transition, Tensor outcome)
        {
            Latents.select(1, index + 1).copy_(outcome);
            LogProbabilities.select(1, index).copy_(transition.LogProbability(outcome));
        }

        // Without those that filled the batch up, and beyond every dispose scope.
        public TrajectoryBatch Taken(IReadOnlyList<ImageRequest> requests, ImageBatch images)
        {
            var (latents, logProbabilities) = (Latents.narrow(0, 0, requests.Count), LogProbabilities.narrow(0, 0, requests.Count));
            return new TrajectoryBatch(
                requests, latents.clone().DetachFromDisposeScope(), logProbabilities.clone().DetachFromDisposeScope(), images);
        }
    }
}
