using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Samples trajectories, keeps them, and differentiates the loss over their steps: here or on workers, with the same bytes.</summary>
internal interface ITrajectories : IDisposable
{
    /// <summary>Samples an epoch's trajectories with the adapter as it is; those of the epoch before are forgotten.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batches">Requests of each batch.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>The images of each batch, in order, each as soon as it is there.</returns>
    IEnumerable<ImageBatch> Sample(int epoch, IReadOnlyList<ImageRequest[]> batches, CancellationToken cancellationToken);

    /// <summary>Computes gradients with the adapter as it is.</summary>
    /// <param name="tasks">The units of an update.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>The sum of each unit, in order; the caller disposes them.</returns>
    /// <exception cref="RatioDriftException">A ratio is too far from 1.</exception>
    /// <exception cref="NonFiniteException">A loss is not finite.</exception>
    IEnumerable<GradientSum> Differentiate(IReadOnlyList<GradientTask> tasks, CancellationToken cancellationToken);
}
