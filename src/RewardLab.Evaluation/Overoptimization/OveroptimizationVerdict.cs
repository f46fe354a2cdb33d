namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What one look of the alarm found.</summary>
/// <param name="IsRaised">All three p-values are below the level.</param>
/// <param name="Evaluation">Index of the latest evaluation, the window's last.</param>
/// <param name="Window">Evaluations looked at.</param>
/// <param name="Clusters">Prompts, or images where all have one prompt, whose spread the tests go by.</param>
/// <param name="ProxySlope">Mean slope of the proxy over the window, in its units per evaluation.</param>
/// <param name="ProxyPValue">One-sided: that the proxy rises as much by chance, over prompts or over evaluations, whichever is likelier.</param>
/// <param name="JudgeSlope">Mean slope of the judge, in its units per evaluation.</param>
/// <param name="JudgePValue">One-sided: that the judge falls as much by chance, likewise.</param>
/// <param name="BestEvaluation">Index of the evaluation before the latest with the highest mean of the judge, the earliest of equal ones.</param>
/// <param name="JudgeDrop">The judge's mean there less its latest, in its units; below 0 where the latest is the best yet.</param>
/// <param name="DropPValue">One-sided: that the latest lies as far below the best by chance, multiplied by the number of earlier evaluations that the best was picked from; at most 1.</param>
public sealed record OveroptimizationVerdict(
    bool IsRaised,
    int Evaluation,
    int Window,
    int Clusters,
    double ProxySlope,
    double ProxyPValue,
    double JudgeSlope,
    double JudgePValue,
    int BestEvaluation,
    double JudgeDrop,
    double DropPValue);
