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
        var sum = own;
        foreach (var score in contrasts)
        {
            sum += Math.Exp(((double)score - highest) / tau);
        }

        return own / sum;
    }
}
