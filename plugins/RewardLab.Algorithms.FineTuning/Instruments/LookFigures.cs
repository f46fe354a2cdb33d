using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>A look in numbers.</summary>
internal static class LookFigures
{
    /// <summary>Means over pictures, by name.</summary>
    public static Dictionary<string, double> Of(Look look)
    {
        var mean = look.Proxy.Average();
        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["proxy"] = mean,
            ["proxyVariance"] = look.Proxy.Average(value => (value - mean) * (value - mean)),
        };
        foreach (var (name, scores) in look.Judges)
        {
            figures["judge/" + name] = scores.Average();
        }

        figures["kl"] = look.Kl;
        if (look.Disagreement is { } disagreement)
        {
            figures["disagreement"] = disagreement;
        }

        if (look.Diversity is { } diversity)
        {
            figures["diversity"] = diversity;
        }

        figures["sampleSeconds"] = look.SampleSeconds;
        figures["scoreSeconds"] = look.ScoreSeconds;
        return figures;
    }
}
