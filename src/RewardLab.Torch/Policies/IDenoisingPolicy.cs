using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Denoising as a decision process: each step is an action, normally distributed, whose log-probability depends on the adapter (Black et al.,
/// arXiv:2305.13301, section 4.2). Of a diffusion model or of a flow.</summary>
/// <remarks>Synchronous. Threads may evaluate steps side by side once <see cref="EncodePrompts"/> has seen their prompts; nothing else is
/// thread-safe.</remarks>
public interface IDenoisingPolicy : IDisposable
{
    /// <summary>Steps, guidance, negative prompt and size.</summary>
    GenerationOptions Options { get; }

    /// <summary>What the denoiser is told at each step, from the noisiest on.</summary>
    IReadOnlyList<double> StepTimes { get; }

    /// <summary>Shape of one image's latents, [channels, height, width].</summary>
    IReadOnlyList<long> LatentShape { get; }

    /// <summary>Device of the latents.</summary>
    Device Device { get; }

    /// <summary>Samples one batch and records its trajectories. Without gradients.</summary>
    /// <param name="requests">1 to <see cref="GenerationOptions.BatchSize"/> prompts and seeds.</param>
    /// <param name="cancellationToken">Looked at before every block of every step.</param>
    /// <exception cref="RewardLabException">The model's numbers overflow.</exception>
    TrajectoryBatch Sample(IReadOnlyList<ImageRequest> requests, CancellationToken cancellationToken);

    /// <summary>The policy's distribution over the outcomes of steps. Gradients reach the adapter where they are recorded.</summary>
    /// <param name="state">The steps.</param>
    /// <param name="kept">Rows of the state that the caller wants, while the denoiser computes all; null for all.</param>
    PolicyStep Evaluate(DenoisingState state, IReadOnlyList<int>? kept = null);

    /// <summary>What the base would do: the same without the adapter and without gradients.</summary>
    /// <param name="state">The steps.</param>
    /// <param name="kept">As in <see cref="Evaluate"/>.</param>
    PolicyStep EvaluateReference(DenoisingState state, IReadOnlyList<int>? kept = null);

    /// <summary>Encodes prompts that are new, and the negative one. Where several threads evaluate steps, one has done this first.</summary>
    /// <param name="prompts">Any, also the same ones again.</param>
    void EncodePrompts(IEnumerable<string> prompts);

    /// <summary>Switches the adapter off until disposed, for all threads: the pipeline is the base then.</summary>
    IDisposable DisableAdapter();

    /// <summary>Has the denoiser compute in float32 from here on.</summary>
    void RaiseToFloat32();
}
