using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>An evaluation in numbers.</summary>
internal static class EvaluationMetrics
{
    /// <summary>Means over images, by name.</summary>
    public static Dictionary<string, double> Compute(EvaluationRecord evaluation)
    {
        var mean = evaluation.Proxy.Average();
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["proxy"] = mean,
            ["proxyVariance"] = evaluation.Proxy.Average(value => (value - mean) * (value - mean)),
        };
        foreach (var (name, scores) in evaluation.HeldOut)
        {
            metrics["heldOut/" + name] = scores.Average();
        }

        metrics["kl"] = evaluation.Kl;
        if (evaluation.Disagreement is { } disagreement)
        {
            metrics["disagreement"] = disagreement;
        }

        if (evaluation.Diversity is { } diversity)
        {
            metrics["diversity"] = diversity;
        }

        metrics["sampleSeconds"] = evaluation.SampleSeconds;
        metrics["scoreSeconds"] = evaluation.ScoreSeconds;
        return metrics;
    }
}
