using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Denoising as a decision process: each step is an action, normally distributed,
/// whose log-probability depends on the adapter (Black et al., arXiv:2305.13301, section 4.2).</summary>
/// <remarks>Borrows pipeline and adapter; until it is disposed, the pipeline's denoiser computes by libtorch's kernels alone. States of prompts are computed
/// once, unless the adapter changes the text encoder. Synchronous, not thread-safe.</remarks>
public sealed class DenoisingPolicy : IDenoisingPolicy
{
    private readonly TextToImagePipeline _pipeline;
    private readonly LoraAdapter _adapter;
    private readonly ImageSampler _sampler;
    private readonly Dictionary<string, PromptStates> _states = new(StringComparer.Ordinal);
    private readonly ImageSizes _sizes;
    private readonly long[] _latentShape;
    private PromptStates? _negative;
    private bool _isDisposed;

    /// <summary>Makes a policy.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="adapter">What is trained of it.</param>
    /// <param name="options">Steps, guidance, eta, negative prompt and size; batches of <see cref="GenerationOptions.BatchSize"/>.</param>
    /// <exception cref="RewardLabException">An option is out of range, or a step of the schedule adds no noise and has no density.</exception>
    public DenoisingPolicy(TextToImagePipeline pipeline, LoraAdapter adapter, GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(options);
        PipelineParts.Check(options, pipeline.Scheduler);
        pipeline.Scheduler.RequireDensity(options.NumInferenceSteps, options.Eta);
        _pipeline = pipeline;
        _adapter = adapter;
        Options = options;
        Timesteps = pipeline.Scheduler.Timesteps(options.NumInferenceSteps);
        var (height, width) = PipelineParts.LatentSize(options, pipeline.UNet.Config, pipeline.Autoencoder.Config);
        _latentShape = [pipeline.UNet.Config.InChannels, height, width];
        var factor = pipeline.Autoencoder.Config.PixelsPerLatent;
        _sizes = options.Sizes(height * factor, width * factor);
        _sampler = new ImageSampler(pipeline.UNet, pipeline.Autoencoder, pipeline.Scheduler);
        pipeline.UNet.PolicyCount++;
    }

    /// <summary>Steps, guidance, eta, negative prompt and size.</summary>
    public GenerationOptions Options { get; }

    /// <summary>The training steps that are visited, from the noisiest on.</summary>
    public IReadOnlyList<int> Timesteps { get; }

    /// <inheritdoc />
    public IReadOnlyList<double> StepTimes => [.. Timesteps.Select(static timestep => (double)timestep)];

    /// <summary>Shape of one image's latents, [channels, height, width].</summary>
    public IReadOnlyList<long> LatentShape => _latentShape;

    /// <summary>Device of the latents.</summary>
    public Device Device => PipelineParts.DeviceOf(_pipeline.UNet);

    /// <summary>Samples one batch and records its trajectories. Without gradients.</summary>
    /// <param name="requests">1 to <see cref="GenerationOptions.BatchSize"/> prompts and seeds;
    /// a short batch is filled up, so that images do not depend on it.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">The model's numbers overflow.</exception>
    public TrajectoryBatch Sample(IReadOnlyList<ImageRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count < 1 || requests.Count > Options.BatchSize)
        {
            throw new ArgumentException($"A batch holds 1 to {Options.BatchSize} requests, not {requests.Count}.", nameof(requests));
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var trajectories = new TrajectoryRecorder(_pipeline.Scheduler, Options, _latentShape, Device);
        var factor = _pipeline.Autoencoder.Config.PixelsPerLatent;
        var (height, width) = ((int)_latentShape[1] * factor, (int)_latentShape[2] * factor);
        var pixels = new byte[requests.Count * height * width * 3];
        _sampler.Sample(requests, States, Negative(), Options, _latentShape, pixels, trajectories.Rows, cancellationToken);
        return new TrajectoryBatch(
            requests,
            trajectories.Latents.narrow(0, 0, requests.Count).clone().DetachFromDisposeScope(),
            trajectories.LogProbabilities.narrow(0, 0, requests.Count).clone().DetachFromDisposeScope(),
            new ImageBatch(pixels, requests.Count, height, width));
    }

    /// <summary>The policy's distribution over the outcomes of steps. Gradients reach the adapter where they are recorded.</summary>
    /// <param name="state">The steps.</param>
    /// <param name="kept">Rows of the state, each once, that the caller wants, while the denoiser computes all; null for all. With the very batch that was
    /// sampled together, kernels add up in the same order, and the ratio of probabilities is 1 to the last bit.</param>
    public PolicyStep Evaluate(DenoisingState state, IReadOnlyList<int>? kept = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = NewDisposeScope();
        int[] timesteps = [.. state.StepIndices.Select(index => Timesteps[index])];
        var time = tensor(Array.ConvertAll(timesteps, static t => (long)t), device: Device); // [batch]
        var (output, latents) = (GuidedDenoiser.Predict(_pipeline.UNet, state.Latents, time, Conditioning(state.Prompts)), state.Latents);
        if (kept is not null)
        {
            var rows = tensor([.. kept.Select(static row => (long)row)], device: Device);
            (output, latents) = (output.index_select(0, rows), latents.index_select(0, rows));
            timesteps = [.. kept.Select(row => timesteps[row])];
        }

        var transition = _pipeline.Scheduler.Transition(output, timesteps, latents, Options.NumInferenceSteps, Options.Eta);
        return new PolicyStep(output.MoveToOuterDisposeScope(), transition.MoveToOuterDisposeScope());
    }

    /// <summary>The denoiser's own output, without guidance: what it is trained by on images.</summary>
    /// <param name="noisy">Noised latents, [batch, channels, height, width].</param>
    /// <param name="timesteps">Training steps, 64-bit integers, [batch].</param>
    /// <param name="prompts">[batch].</param>
    /// <returns>[batch, channels, height, width], float32.</returns>
    public Tensor Denoise(Tensor noisy, Tensor timesteps, IReadOnlyList<string> prompts)
    {
        using var scope = NewDisposeScope();
        return GuidedDenoiser.Predict(_pipeline.UNet, noisy, timesteps, Conditioning(prompts, guidanceScale: 1)).MoveToOuterDisposeScope();
    }

    /// <summary>An image's latents as the denoiser sees them: the autoencoder's mode, scaled.</summary>
    /// <param name="images">Of the policy's size.</param>
    /// <returns>[count, channels, height, width], float32.</returns>
    /// <exception cref="RewardLabException">Images are of another size.</exception>
    public Tensor Encode(ImageBatch images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var factor = _pipeline.Autoencoder.Config.PixelsPerLatent;
        if (images.Height != _latentShape[1] * factor || images.Width != _latentShape[2] * factor)
        {
            throw new RewardLabException(
                $"An image is {images.Width} x {images.Height} pixels; this model learns from {_latentShape[2] * factor} x {_latentShape[1] * factor}.");
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var bytes = images.ToTensor(Device);
        // [count, 3, height, width]
        var unit = bytes.permute(0, 3, 1, 2).to_type(ScalarType.Float32).Div(127.5).Add(-1).to_type(PipelineParts.TypeOf(_pipeline.Autoencoder));
        return _pipeline.Autoencoder.Scale(_pipeline.Autoencoder.Encode(unit).Mode.to_type(ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <summary>Has the denoiser compute in float32 from here on.</summary>
    public void RaiseToFloat32()
    {
        Forget();
        _pipeline.UNet.to(ScalarType.Float32);
    }

    /// <summary>What the base would do: the same without the adapter and without gradients.</summary>
    /// <param name="state">The steps.</param>
    /// <param name="kept">As in <see cref="Evaluate"/>.</param>
    public PolicyStep EvaluateReference(DenoisingState state, IReadOnlyList<int>? kept = null)
    {
        using var ungraded = no_grad();
        using var off = LoraAdapter.DisableOnThread();
        return Evaluate(state, kept);
    }

    /// <summary>What the base's denoiser would put out: the same without the adapter and without gradients.</summary>
    /// <inheritdoc cref="Denoise"/>
    public Tensor DenoiseReference(Tensor noisy, Tensor timesteps, IReadOnlyList<string> prompts)
    {
        using var ungraded = no_grad();
        using var off = LoraAdapter.DisableOnThread();
        return Denoise(noisy, timesteps, prompts);
    }

    /// <inheritdoc />
    public void EncodePrompts(IEnumerable<string> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        if (TrainsText)
        {
            return;
        }

        _ = Negative();
        foreach (var prompt in prompts.Distinct(StringComparer.Ordinal))
        {
            _ = States(prompt);
        }
    }

    /// <summary>Switches the adapter off until disposed, for all threads: the pipeline is the base then.</summary>
    public IDisposable DisableAdapter()
    {
        _adapter.IsEnabled = false;
        return new DisabledAdapter(_adapter);
    }

    /// <summary>What the denoiser is told of a prompt, with gradients where a text encoder is trained.</summary>
    public PromptStates States(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (TrainsText)
        {
            return _pipeline.EncodeTrainable(prompt, clipSkip: Options.ClipSkip, chunkCount: Options.PromptChunks);
        }

        if (!_states.TryGetValue(prompt, out var states))
        {
            states = _pipeline.Encode(prompt, clipSkip: Options.ClipSkip, chunkCount: Options.PromptChunks).Detached();
            _states.Add(prompt, states);
        }

        return states;
    }

    private bool TrainsText => _adapter.Trains(LoraLayerName.TextEncoder) || _adapter.Trains(LoraLayerName.TextEncoder2);

    private PromptStates Negative() => TrainsText
        ? _pipeline.EncodeTrainable(Options.NegativePrompt, chunkCount: Options.PromptChunks)
        : _negative ??= _pipeline.EncodeNegative(Options).Detached();

    /// <inheritdoc />
    public void Dispose()
    {
        Forget();
        if (!_isDisposed)
        {
            _isDisposed = true;
            _pipeline.UNet.PolicyCount--;
        }
    }

    private void Forget()
    {
        _negative?.Dispose();
        _negative = null;
        foreach (var states in _states.Values)
        {
            states.Dispose();
        }

        _states.Clear();
    }

    private GuidedConditioning Conditioning(IReadOnlyList<string> prompts) => Conditioning(prompts, Options.GuidanceScale);

    private GuidedConditioning Conditioning(IReadOnlyList<string> prompts, double guidanceScale)
    {
        var distinct = prompts.Distinct(StringComparer.Ordinal).ToDictionary(prompt => prompt, States, StringComparer.Ordinal);
        return GuidedConditioning.Create([.. prompts.Select(prompt => distinct[prompt])], Negative(), guidanceScale, _sizes);
    }

    private sealed class DisabledAdapter(LoraAdapter adapter) : IDisposable
    {
        public void Dispose() => adapter.IsEnabled = true;
    }
}
