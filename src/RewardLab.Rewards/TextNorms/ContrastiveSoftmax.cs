namespace RewardLab.Rewards.TextNorms;

/// <summary>Equation 1 of Kim et al., ICLR 2024, on scores that are there already, such as when tau is calibrated.</summary>
public static class ContrastiveSoftmax
{
    /// <summary>The prompt's share of the softmax over itself and its contrastive prompts.</summary>
    /// <remarks>Computed in double precision with the largest score subtracted first, so no score and no tau overflows.</remarks>
    /// <param name="prompt">r(x0, y): the picture's score against the prompt.</param>
    /// <param name="contrasts">r(x_j, y) for j = 1 to m; duplicates weigh twice.</param>
    /// <param name="tau">Temperature in units of the score, above 0.</param>
    /// <returns>0 to 1; 1 where there are no contrasts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Tau is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite.</exception>
    public static double Share(float prompt, ReadOnlySpan<float> contrasts, double tau)
    {
        var (own, others) = Terms(prompt, contrasts, tau);
        return own / (own + others);
    }

    /// <summary>The prompt's logit less the log-sum-exp of its contrasts': the logarithm of the share over what is left.</summary>
    /// <param name="prompt">r(x0, y): the picture's score against the prompt.</param>
    /// <param name="contrasts">r(x_j, y) for j = 1 to m, m at least 1.</param>
    /// <param name="tau">Temperature in units of the score, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Tau is not above 0.</exception>
    /// <exception cref="ArgumentException">A score is not finite, or there is no contrast.</exception>
    public static double LogitDifference(float prompt, ReadOnlySpan<float> contrasts, double tau)
    {
        if (contrasts.IsEmpty)
        {
            throw new ArgumentException("A difference needs a contrast.", nameof(contrasts));
        }

        // The contrasts' own highest score is what stays finite when the prompt is far below or above them.
        var highest = float.NegativeInfinity;
        foreach (var score in contrasts)
        {
            highest = Math.Max(highest, score);
        }

        return float.IsFinite(prompt)
            ? (((double)prompt - highest) / tau) - Math.Log(Terms(highest, contrasts, tau).Others)
            : throw new ArgumentException("Scores must be finite.", nameof(prompt));
    }

    private static (double Own, double Others) Terms(float prompt, ReadOnlySpan<float> contrasts, double tau)
    {
        if (!(tau > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(tau), tau, "The temperature must be above 0.");
        }

        var highest = prompt;
        var finite = float.IsFinite(prompt);
        foreach (var score in contrasts)
        {
            highest = Math.Max(highest, score);
            finite &= float.IsFinite(score);
        }

        if (!finite)
        {
            throw new ArgumentException("Scores must be finite.", nameof(contrasts));
        }

        var own = Math.Exp(((double)prompt - highest) / tau);
        var others = 0.0;
        foreach (var score in contrasts)
        {
            others += Math.Exp(((double)score - highest) / tau);
        }

        return (own, others);
    }
}
