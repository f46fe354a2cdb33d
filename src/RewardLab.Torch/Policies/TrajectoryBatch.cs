using RewardLab.Abstractions;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Images with the way they came about: every latent on it and the log-probability of every step.</summary>
/// <remarks>Owns its tensors, which live outside every dispose scope.</remarks>
/// <param name="Requests">Prompts and seeds, [batch].</param>
/// <param name="Latents">x_T to x_0, [batch, steps + 1, channels, height, width], float32.</param>
/// <param name="LogProbabilities">Of each step under the policy that took it, [batch, steps], float32.</param>
/// <param name="Images">What came of it.</param>
public sealed record TrajectoryBatch(IReadOnlyList<ImageRequest> Requests, Tensor Latents, Tensor LogProbabilities, ImageBatch Images) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Latents.Dispose();
        LogProbabilities.Dispose();
    }
}
