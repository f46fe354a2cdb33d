namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What one evaluation of the alarm found.</summary>
/// <param name="IsRaised">All three p-values are below their levels.</param>
/// <param name="Evaluation">Index of the latest evaluation, the window's last.</param>
/// <param name="Window">Evaluations of the held-out reward's trend: the option's, or the doubling of it over which the fall is surest.</param>
/// <param name="Clusters">Prompts, or images where all have one prompt, whose spread the tests go by.</param>
/// <param name="ProxySlope">Mean slope of the proxy over the option's window, in its units per evaluation.</param>
/// <param name="ProxyPValue">One-sided: that the proxy rises as much by chance, over prompts or over evaluations, whichever is likelier.</param>
/// <param name="HeldOutSlope">Mean slope of the held-out reward over <paramref name="Window"/>, in its units per evaluation.</param>
/// <param name="HeldOutPValue">One-sided: that the held-out reward falls as much by chance, multiplied by the number of windows tested; at most 1.</param>
/// <param name="BestEvaluation">Index of the evaluation before the latest with the highest mean of the held-out reward, the earliest of equal ones.</param>
/// <param name="HeldOutDrop">The held-out reward's mean there minus its latest, in its units; below 0 where the latest is the best yet.</param>
/// <param name="DropPValue">One-sided: that the latest lies as far below the first or the best by chance, corrected for there being two, and for the number
/// of evaluations that the best was selected from; at most 1.</param>
public sealed record OveroptimizationResult(
    bool IsRaised,
    int Evaluation,
    int Window,
    int Clusters,
    double ProxySlope,
    double ProxyPValue,
    double HeldOutSlope,
    double HeldOutPValue,
    int BestEvaluation,
    double HeldOutDrop,
    double DropPValue);
