using RewardLab.Algorithms.FineTuning.Metrics;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>What came of a unit of gradients.</summary>
/// <param name="Values">The sum, flat in the parameters' order.</param>
/// <param name="Parts">What was measured, part by part.</param>
internal sealed record GradientSum(Tensor Values, IReadOnlyList<PartMetrics> Parts) : IDisposable
{
    public void Dispose() => Values.Dispose();
}
