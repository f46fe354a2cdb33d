using RewardLab.Torch.Training;
using TorchSharp.Modules;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>How the pairs of sample and step of one optimizer step are computed: micro-batches, each computed at once, of two halves of the samples.</summary>
/// <param name="First">Micro-batches of the first half.</param>
/// <param name="Second">Micro-batches of the second half; may be empty.</param>
internal sealed record NftPlan(IReadOnlyList<(int Sample, int Step)[]> First, IReadOnlyList<(int Sample, int Step)[]> Second)
{
    private readonly double _pairCount = First.Sum(batch => batch.Length) + Second.Sum(batch => batch.Length);

    /// <summary>A micro-batch's share of all pairs.</summary>
    public double ShareOf((int Sample, int Step)[] pairs) => pairs.Length / _pairCount;

    /// <summary>Accumulates the gradients of both halves' micro-batches, and tells by the halves how large the gradient is against its noise.</summary>
    /// <param name="parameters">Those that are trained.</param>
    /// <param name="differentiate">Adds the gradients of a micro-batch.</param>
    /// <param name="cancellationToken">Looked at before each micro-batch.</param>
    /// <returns>Squared norm of the true gradient and trace of one sample's covariance, estimated; null of one half.</returns>
    public (double Signal, double Noise)? Accumulate(
        IReadOnlyList<(string Name, Parameter Value)> parameters, Action<(int Sample, int Step)[]> differentiate, CancellationToken cancellationToken)
    {
        Accumulate(First);
        if (Second.Count == 0)
        {
            return null;
        }

        using var noise = GradientNoise.AfterFirstHalf(parameters, Samples(First));
        Accumulate(Second);
        return noise.AfterAll(parameters, Samples(First) + Samples(Second));

        void Accumulate(IEnumerable<(int Sample, int Step)[]> batches)
        {
            foreach (var pairs in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                differentiate(pairs);
            }
        }
    }

    private static int Samples(IEnumerable<(int Sample, int Step)[]> batches) =>
        batches.SelectMany(batch => batch.Select(pair => pair.Sample)).Distinct().Count();
}
