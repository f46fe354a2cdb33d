namespace RewardLab.Evaluation.Overoptimization;

/// <summary>Evaluations of one run in their order, each of the same requests: image i has the same prompt and the same seed in all of them.</summary>
public sealed class EvaluationHistory
{
    /// <summary>Checks and keeps a history.</summary>
    /// <param name="prompts">[images]: the index of each image's prompt; any numbers, equal ones for one prompt.</param>
    /// <param name="evaluations">The evaluations, oldest first, spaced about evenly in training.</param>
    /// <exception cref="ArgumentException">There is no image, an evaluation has scores of another number of images, or a score is not finite.</exception>
    public EvaluationHistory(IReadOnlyList<int> prompts, IReadOnlyList<PairedScores> evaluations)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(evaluations);
        if (prompts.Count == 0)
        {
            throw new ArgumentException("A history needs images.", nameof(prompts));
        }

        for (var i = 0; i < evaluations.Count; i++)
        {
            RefuseUnusable(evaluations[i].Proxy, prompts.Count, $"Evaluation {i}'s proxy");
            RefuseUnusable(evaluations[i].HeldOut, prompts.Count, $"Evaluation {i}'s held-out reward");
        }

        Prompts = [.. prompts];
        Evaluations = [.. evaluations];
    }

    /// <summary>[images]: the index of each image's prompt.</summary>
    public IReadOnlyList<int> Prompts { get; }

    /// <summary>The evaluations, oldest first.</summary>
    public IReadOnlyList<PairedScores> Evaluations { get; }

    private static void RefuseUnusable(IReadOnlyList<double> scores, int images, string whose)
    {
        if (scores.Count != images)
        {
            throw new ArgumentException($"{whose} has scores of {scores.Count} images, the history has {images}.", nameof(scores));
        }

        if (scores.FirstOrDefault(score => !double.IsFinite(score)) is var odd && !double.IsFinite(odd))
        {
            throw new ArgumentException($"{whose} scores an image {odd}; scores must be finite.", nameof(scores));
        }
    }
}
