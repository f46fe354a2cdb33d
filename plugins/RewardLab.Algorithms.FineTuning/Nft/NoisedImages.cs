using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>Images, noised, and what the old policy makes of them.</summary>
/// <remarks>Owns its tensors.</remarks>
/// <param name="Pairs">Samples and the steps at whose noise level they are.</param>
/// <param name="Optimality">r, how good each is, [pairs].</param>
/// <param name="Original">x_0, [pairs, channels, height, width].</param>
/// <param name="State">x_t with its step and prompt.</param>
/// <param name="OldOutput">What the old policy's denoiser puts out, of the same shape.</param>
/// <param name="OldOriginal">The x_0 that it predicts by it.</param>
internal sealed record NoisedImages(
    (int Sample, int Step)[] Pairs, float[] Optimality, Tensor Original, DenoisingState State, Tensor OldOutput, Tensor OldOriginal) : IDisposable
{
    public void Dispose()
    {
        Original.Dispose();
        State.Latents.Dispose();
        OldOutput.Dispose();
        OldOriginal.Dispose();
    }
}
