using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>What raised the alarm for overoptimization.</summary>
/// <param name="HeldOut">The held-out reward that falls.</param>
/// <param name="ProxySlope">Slope of the reward over the window's evaluations, per evaluation.</param>
/// <param name="ProxyPValue">One-sided p-value of that slope.</param>
/// <param name="HeldOutSlope">The same of the held-out reward.</param>
/// <param name="HeldOutPValue">One-sided p-value of that slope.</param>
/// <param name="HeldOutDrop">How far the held-out reward is below its best evaluation.</param>
/// <param name="DropPValue">One-sided p-value of that drop.</param>
/// <param name="BestEpoch">Epochs trained at that evaluation.</param>
/// <param name="Action">What the options have the alarm do.</param>
internal sealed record AlarmPayload(
    string HeldOut, double ProxySlope, double ProxyPValue, double HeldOutSlope, double HeldOutPValue, double HeldOutDrop, double DropPValue, int BestEpoch,
    AlarmAction Action);
