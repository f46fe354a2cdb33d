using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Training;

/// <summary>Scenes encoded once: training a denoiser on latents spares it the autoencoder at every step.</summary>
internal sealed class LatentLibrary : IDisposable
{
    private const int BatchSize = 64;

    private LatentLibrary(Tensor latents, ToyCounts[] counts)
    {
        Latents = latents;
        Counts = counts;
    }

    /// <summary>Posterior means times the scaling factor, [images, 4, 16, 16].</summary>
    public Tensor Latents { get; }

    /// <summary>What each image holds.</summary>
    public ToyCounts[] Counts { get; }

    public static LatentLibrary Encode(AutoencoderKL autoencoder, TrainingScenes scenes, int count, IRun run, CancellationToken cancellationToken)
    {
        using var noGradient = no_grad();
        using var outer = NewDisposeScope();
        var pieces = new List<Tensor>();
        var counts = new ToyCounts[count];
        for (var start = 0; start < count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = Enumerable.Range(start, Math.Min(BatchSize, count - start)).Select(i => scenes[i]).ToArray();
            for (var i = 0; i < batch.Length; i++)
            {
                counts[start + i] = batch[i].Counts;
            }

            pieces.Add(autoencoder.Encode(ImageTensors.Render(batch)).Mean.Mul(autoencoder.Config.ScalingFactor).MoveToOuterDisposeScope());
            run.ReportProgress("encoding", start + batch.Length, count);
        }

        return new LatentLibrary(cat(pieces).DetachFromDisposeScope(), counts);
    }

    public void Dispose() => Latents.Dispose();
}
