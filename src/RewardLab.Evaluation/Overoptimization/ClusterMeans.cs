namespace RewardLab.Evaluation.Overoptimization;

/// <summary>A history's scores averaged within each cluster: all that the alarm needs, for the mean of images' slopes is the slope of their mean.</summary>
/// <param name="Proxy">[evaluations][clusters].</param>
/// <param name="HeldOut">[evaluations][clusters].</param>
internal sealed record ClusterMeans(double[][] Proxy, double[][] HeldOut)
{
    /// <summary>How many evaluations there are.</summary>
    public int Count => Proxy.Length;

    /// <summary>How many clusters there are.</summary>
    public int Clusters => Proxy.Length == 0 ? 0 : Proxy[0].Length;

    /// <summary>The means by prompt; by image where all images have one prompt.</summary>
    public static ClusterMeans Compute(EvaluationHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        int[][] clusters = [.. Enumerable.Range(0, history.Prompts.Count).GroupBy(image => history.Prompts[image]).Select(group => group.ToArray())];
        if (clusters.Length < 2)
        {
            clusters = [.. Enumerable.Range(0, history.Prompts.Count).Select(image => (int[])[image])];
        }

        return new ClusterMeans(
            [.. history.Evaluations.Select(evaluation => Means(evaluation.Proxy, clusters))],
            [.. history.Evaluations.Select(evaluation => Means(evaluation.HeldOut, clusters))]);
    }

    // Of scores that do not move, no rounding may make ones that do: the first is taken off before they are averaged.
    private static double[] Means(IReadOnlyList<double> scores, int[][] clusters) =>
        Array.ConvertAll(clusters, images => scores[images[0]] + images.Average(image => scores[image] - scores[images[0]]));
}
