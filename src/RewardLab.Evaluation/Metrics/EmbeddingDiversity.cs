namespace RewardLab.Evaluation.Metrics;

/// <summary>How much the images of one prompt differ: a model that collapses generates the same image again and again.</summary>
/// <param name="Mean">The mean over prompts of <paramref name="ByPrompt"/>, 0 (all alike) to 2.</param>
/// <param name="ByPrompt">For each prompt with two images or more, the mean over their pairs of 1 - cosine, 0 to 2;
/// in the order of prompts' first images.</param>
/// <param name="LeftOut">Prompts left out because they have one image.</param>
public sealed record EmbeddingDiversity(double Mean, IReadOnlyList<(int Prompt, double Distance)> ByPrompt, int LeftOut)
{
    /// <summary>The mean pairwise cosine distance within prompts.</summary>
    /// <remarks>For unit vectors the cosines of all pairs sum to (|sum of vectors|^2 - count) / 2, which needs no loop over pairs. Lengths do not matter. The
    /// value depends on the embedding, and is comparable only between sets of the same embedding.</remarks>
    /// <param name="embeddings">[images][dimensions]: finite, of one length and not zero.</param>
    /// <param name="prompts">[images]: the index of each image's prompt; equal numbers for one prompt.</param>
    /// <returns>Null where no prompt has two images.</returns>
    /// <exception cref="ArgumentException">Numbers of images or of dimensions differ, or an embedding is zero or not finite.</exception>
    public static EmbeddingDiversity? WithinPrompts(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> prompts)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(prompts);
        if (embeddings.Count != prompts.Count)
        {
            throw new ArgumentException($"{embeddings.Count} embeddings do not match the prompts of {prompts.Count} images.", nameof(prompts));
        }

        double[][] units = [.. Enumerable.Range(0, embeddings.Count).Select(image => Unit(embeddings[image], embeddings[0].Length, image))];
        var groups = Enumerable.Range(0, prompts.Count)
            .GroupBy(image => prompts[image], image => units[image])
            .Select(group => (group.Key, Vectors: group.ToArray()))
            .ToArray();
        (int Prompt, double Distance)[] byPrompt = [.. groups.Where(group => group.Vectors.Length > 1).Select(group => (group.Key, Distance(group.Vectors)))];
        return byPrompt.Length == 0
            ? null
            : new EmbeddingDiversity(byPrompt.Average(prompt => prompt.Distance), byPrompt, groups.Length - byPrompt.Length);
    }

    private static double Distance(double[][] units)
    {
        var (count, square) = (units.Length, 0.0);
        for (var i = 0; i < units[0].Length; i++)
        {
            var sum = 0.0;
            foreach (var unit in units)
            {
                sum += unit[i];
            }

            square += sum * sum;
        }

        // Rounding must not take equal images below 0.
        return Math.Max(0, 1 - ((square - count) / ((double)count * (count - 1))));
    }

    private static double[] Unit(float[] embedding, int dimensions, int image)
    {
        var square = 0.0;
        foreach (var value in embedding)
        {
            square += (double)value * value;
        }

        // Squares of floats neither overflow nor vanish in a double.
        return embedding.Length == dimensions && square > 0 && double.IsFinite(square)
            ? Array.ConvertAll(embedding, value => value / Math.Sqrt(square))
            : throw new ArgumentException(
                $"Embedding {image} is unusable: it must have {dimensions} dimensions like the first, and be finite and not zero.", nameof(embedding));
    }
}
