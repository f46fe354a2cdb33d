using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>The clean latents x_0 of an epoch's images; the ways to them are not kept.</summary>
internal sealed class CleanLatents : IDisposable
{
    private readonly List<Tensor> _batches = [];
    private readonly int _batchSize;

    /// <param name="batchSize">Images that are sampled at once; the last batch may hold fewer.</param>
    public CleanLatents(int batchSize) => _batchSize = batchSize;

    /// <summary>Samples images, and keeps what they were decoded from.</summary>
    public IEnumerable<ImageBatch> Sample(IDenoisingPolicy policy, IReadOnlyList<ImageRequest[]> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            using var trajectories = policy.Sample(batch, cancellationToken);
            Keep(trajectories.Latents);
            yield return trajectories.Images;
        }
    }

    /// <summary>The clean latents of samples; in the caller's dispose scope.</summary>
    /// <param name="samples">By index over all batches.</param>
    /// <returns>[samples, channels, height, width].</returns>
    public Tensor Gather(IEnumerable<int> samples) => stack([.. samples.Select(sample => _batches[sample / _batchSize][sample % _batchSize])]);

    /// <inheritdoc />
    public void Dispose() => _batches.ForEach(batch => batch.Dispose());

    // A scope must not stay open while the caller has the images.
    private void Keep(Tensor latents)
    {
        using var scope = NewDisposeScope();
        _batches.Add(latents.select(1, -1).clone().DetachFromDisposeScope());
    }
}
