using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>Labels.</content>
public static partial class Lab
{
    /// <content>Labels.</content>
    public static partial class Evaluate
    {
        /// <summary>Labels of pools' images: good where a reward that knows the ground truth scores above 0.5, or what annotators said.</summary>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="groundTruth">The reward; null for the annotators' labels that <see cref="Load"/>.Benchmark gives.</param>
        /// <exception cref="RewardLabException">There is no such reward, and nobody has labelled a pool's images.</exception>
        public static IReadOnlyList<LabelSet> Labels(IReadOnlyList<ImagePool> pools, RecipeReward? groundTruth = null)
        {
            ArgumentNullException.ThrowIfNull(pools);
            return PoolLabels.Create("Lab.Evaluate.Labels", pools, groundTruth);
        }

        /// <summary>Summarises the labels of a benchmark's images: how many there are, how far annotators agree,
        /// and how well one of them does as a reward.</summary>
        /// <param name="path">The benchmark.</param>
        /// <exception cref="RewardLabException">It cannot be read.</exception>
        public static void LabelStatistics(string path)
        {
            foreach (var table in LabelTables.Create([.. BenchmarkFolder.Open(path).Select(source => source.Set)]))
            {
                Table(table);
            }
        }
    }
}
