namespace RewardLab.Calibration.TextNorms;

/// <summary>TextNorm of Kim et al., ICLR 2024, on scores that are there already, such as when its settings are calibrated.</summary>
/// <remarks>All of it is computed as log-odds, the logarithm of the share over what is left: a share near 1 rounds to 1, its log-odds do not.</remarks>
public static class ContrastiveSoftmax
{
    /// <summary>Equation 1: the prompt's share of the softmax over itself and its contrastive prompts.</summary>
    /// <param name="prompt">r(x0, y): the image's score against the prompt.</param>
    /// <param name="contrastivePrompts">r(x_j, y) for j = 1 to m; duplicates weigh twice.</param>
    /// <param name="tau">Temperature in units of the score, above 0.</param>
    /// <returns>0 to 1; 1 where there are no contrastive prompts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Tau is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public static double Share(double prompt, ReadOnlySpan<double> contrastivePrompts, double tau) =>
        contrastivePrompts.IsEmpty ? Alone(prompt, tau) : ShareOf(LogitDifference(prompt, contrastivePrompts, tau));

    /// <summary>The same after the image's scores were scaled to [0, scale] by their own minimum and maximum, as the paper's authors ran it.</summary>
    /// <param name="prompt">r(x0, y): the image's score against the prompt.</param>
    /// <param name="contrastivePrompts">r(x_j, y) for j = 1 to m; each contrastive prompt once, and none of them the prompt itself.</param>
    /// <param name="scale">What the highest score becomes, above 0.</param>
    /// <returns>0 to 1; 1/(m + 1) where all scores are equal; 1 where there are no contrastive prompts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public static double MinMaxShare(double prompt, ReadOnlySpan<double> contrastivePrompts, double scale) =>
        contrastivePrompts.IsEmpty ? Alone(prompt, scale) : ShareOf(MinMaxLogOdds(prompt, contrastivePrompts, scale));

    /// <summary>Equation 1's log-odds: the prompt's logit less the log-sum-exp of its contrastive prompts'.</summary>
    /// <param name="prompt">r(x0, y): the image's score against the prompt.</param>
    /// <param name="contrastivePrompts">r(x_j, y) for j = 1 to m, m at least 1.</param>
    /// <param name="tau">Temperature in units of the score, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Tau is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite, or there is no contrast.</exception>
    public static double LogitDifference(double prompt, ReadOnlySpan<double> contrastivePrompts, double tau)
    {
        RequireAbove0(tau, nameof(tau));
        var (_, highest) = Range(contrastivePrompts);
        RequireFinite(prompt);

        // The contrastive prompts' own highest score is what stays finite when the prompt is far below or above them.
        var sum = 0.0;
        foreach (var score in contrastivePrompts)
        {
            sum += Math.Exp((score - highest) / tau);
        }

        return ((prompt - highest) / tau) - Math.Log(sum);
    }

    /// <summary>The log-odds of <see cref="MinMaxShare"/>.</summary>
    /// <param name="prompt">r(x0, y): the image's score against the prompt.</param>
    /// <param name="contrastivePrompts">r(x_j, y) for j = 1 to m, m at least 1.</param>
    /// <param name="scale">What the highest score becomes, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite, or there is no contrast.</exception>
    public static double MinMaxLogOdds(double prompt, ReadOnlySpan<double> contrastivePrompts, double scale)
    {
        RequireAbove0(scale, nameof(scale));
        RequireFinite(prompt);
        var (lowest, highest) = Range(contrastivePrompts);
        var range = Math.Max(prompt, highest) - Math.Min(prompt, lowest);
        return range / scale is > 0 and var tau ? LogitDifference(prompt, contrastivePrompts, tau) : -Math.Log(contrastivePrompts.Length);
    }

    /// <summary>What orders images by <see cref="MinMaxShare"/>, where log-odds of a large scale are not fine enough: where the prompt scores lowest they are
    /// -scale but for a rest
    /// that is lost beside it. Only the order of keys means anything, and only at one scale.</summary>
    /// <inheritdoc cref="MinMaxLogOdds"/>
    public static double MinMaxOrder(double prompt, ReadOnlySpan<double> contrastivePrompts, double scale)
    {
        var above = MinMaxLogOdds(prompt, contrastivePrompts, scale) + scale;
        var (lowest, highest) = Range(contrastivePrompts);
        if (above > 0 && (prompt > lowest || highest <= prompt))
        {
            return above;
        }

        // The rest by its logarithm: of what the other contrastive prompts add to the highest, where the prompt is lowest.
        var logRest = Math.Log(-above);
        if (prompt <= lowest && highest > prompt)
        {
            var sum = -1.0;
            var max = double.NegativeInfinity;
            foreach (var score in contrastivePrompts)
            {
                max = score < highest ? Math.Max(max, score) : max;
                sum += score == highest ? 1 : 0;
            }

            var tau = (highest - prompt) / scale;
            var others = 0.0;
            foreach (var score in contrastivePrompts)
            {
                others += score < highest ? Math.Exp((score - max) / tau) : 0;
            }

            var logOthers = others > 0 ? ((max - highest) / tau) + Math.Log(others) : double.NegativeInfinity;
            logRest = sum > 0 || logOthers > -30 ? Math.Log(LogOf1Plus(sum + Math.Exp(logOthers))) : logOthers;
        }

        return logRest >= 0 ? -Math.Exp(logRest) : -1 / (1 - logRest);
    }

    /// <summary>The share that log-odds stand for, 0 to 1.</summary>
    public static double ShareOf(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    // .NET's LogP1 adds the 1 first, and what is small is lost in that (Kahan's remedy).
    private static double LogOf1Plus(double small)
    {
        var sum = 1 + small;
        return sum == 1 ? small : Math.Log(sum) * small / (sum - 1);
    }

    private static double Alone(double prompt, double setting)
    {
        RequireAbove0(setting, nameof(setting));
        RequireFinite(prompt);
        return 1;
    }

    private static (double Lowest, double Highest) Range(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
        {
            throw new ArgumentException("Log-odds need a contrast.", nameof(scores));
        }

        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var score in scores)
        {
            RequireFinite(score);
            lowest = Math.Min(lowest, score);
            highest = Math.Max(highest, score);
        }

        return (lowest, highest);
    }

    private static void RequireAbove0(double value, string name)
    {
        if (!(value > 0))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The {(name == "tau" ? "temperature" : name)} must be above 0.");
        }
    }

    private static void RequireFinite(double score)
    {
        if (!double.IsFinite(score))
        {
            throw new ArgumentException("Scores must be finite.", nameof(score));
        }
    }
}
