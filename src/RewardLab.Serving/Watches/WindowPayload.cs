using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Serving.Watches;

/// <summary>The payload of <see cref="Abstractions.EventKinds.WatchWindow"/>: what the curves' points are made of.</summary>
/// <param name="Window">Number of the window in the run, from 1.</param>
/// <param name="Images">Images from which it was sampled.</param>
/// <param name="Sampled">How many were.</param>
/// <param name="Kept">How many of those the run keeps.</param>
/// <param name="Proxy">Means by the rewards that were asked.</param>
/// <param name="HeldOut">Means by held-out rewards; those that scored no image are left out.</param>
internal sealed record WindowPayload(
    int Window, int Images, int Sampled, int Kept, IReadOnlyDictionary<string, SampledMean> Proxy, IReadOnlyDictionary<string, SampledMean> HeldOut);
