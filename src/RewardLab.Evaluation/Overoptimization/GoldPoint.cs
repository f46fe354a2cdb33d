namespace RewardLab.Evaluation.Overoptimization;

/// <summary>A measurement of the gold score somewhere away from the base model.</summary>
/// <param name="Kl">Divergence from the base in nats, 0 or more.</param>
/// <param name="Gold">The gold score, in its own units; a gain over the base or the score itself, as the fit asks.</param>
public sealed record GoldPoint(double Kl, double Gold);
