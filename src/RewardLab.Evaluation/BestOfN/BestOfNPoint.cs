namespace RewardLab.Evaluation.BestOfN;

/// <summary>One point of a best-of-n curve.</summary>
/// <param name="N">Images generated, of which the proxy's best is kept.</param>
/// <param name="Kl">Divergence of best-of-n from plain sampling in nats: log n - (n-1)/n.</param>
/// <param name="Expected">The kept image's expected score.</param>
public sealed record BestOfNPoint(int N, double Kl, double Expected);
