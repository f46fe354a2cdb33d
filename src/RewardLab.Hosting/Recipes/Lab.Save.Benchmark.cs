using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Prompts;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Recipes;

/// <content>Benchmarks.</content>
public static partial class Lab
{
    /// <content>Benchmarks.</content>
    public static partial class Save
    {
        /// <summary>Writes a benchmark into the run's folder: images, labels of annotators, and contrastive prompts;
        /// 'rewardlab bench run' and <see cref="Load"/>.Benchmark read it.</summary>
        /// <param name="name">The folder's name inside the run's folder.</param>
        /// <param name="sets">Sets of images.</param>
        /// <param name="annotators">Each annotator: 1 is good, 0 bad, and what lies between inconclusive.</param>
        /// <param name="contrastivePrompts">Writes the contrastive prompts that the benchmark brings; null for none.</param>
        /// <returns>The folder's full path.</returns>
        /// <exception cref="RewardLabException">There is no set or annotator, or a prompt has no contrastive prompts.</exception>
        public static string Benchmark(
            string name,
            IReadOnlyList<PromptPools> sets,
            IReadOnlyList<RecipeReward> annotators,
            Func<string, ContrastiveSet>? contrastivePrompts = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(sets);
            ArgumentNullException.ThrowIfNull(annotators);
            var session = RecipeSession.Current;
            if (sets.Count == 0 || annotators.Count == 0)
            {
                throw new RewardLabException("Lab.Save.Benchmark needs at least one set and one annotator.");
            }

            long done = 0;
            var total = sets.Sum(set => (long)set.Pools.Count);
            foreach (var set in sets)
            {
                var prompts = new List<BenchmarkPrompt>();
                foreach (var (index, pool) in set.Pools.Index())
                {
                    string[] files =
                    [
                        .. Enumerable.Range(0, pool.Count).Select(i => $"{SafeName.From(set.Name)}/{index:D3}-{SafeName.From(pool.Prompt)}/{i:D3}.png"),
                    ];
                    for (var i = 0; i < files.Length; i++)
                    {
                        using var file = session.Run.CreateFile($"{name}/images/{files[i]}");
                        ImageFiles.WritePng(file, pool.Images, i);
                    }

                    var results = annotators.Select(annotator => Array.ConvertAll(annotator.Score(pool), ToLabel)).ToArray();
                    IReadOnlyList<LabelValue?>[] annotatorLabels =
                    [
                        .. files.Select((_, i) => (IReadOnlyList<LabelValue?>)[.. results.Select(result => (LabelValue?)result[i])]),
                    ];
                    prompts.Add(new BenchmarkPrompt(
                        pool.Prompt,
                        files,
                        LabelSet.FromLabels([.. annotatorLabels.Select(labels => (IReadOnlyList<LabelValue>)[.. labels.OfType<LabelValue>()])]),
                        annotatorLabels));
                    Progress("save", ++done, total);
                }

                if (contrastivePrompts is not null)
                {
                    using var file = session.Run.CreateFile($"{name}/{SafeName.From(set.Name)}.prompts.json");
                    PromptSetFile.Write(file, set.Pools.Select(pool => contrastivePrompts(pool.Prompt)));
                }

                using var labels = session.Run.CreateFile($"{name}/{SafeName.From(set.Name)}.json");
                BenchmarkJson.Write(labels, new BenchmarkSplit(set.Name, prompts, []));
            }

            return Path.Combine(session.Run.Folder, name);
        }

        private static LabelValue ToLabel(double score) => score > 0.75 ? LabelValue.Good : score < 0.25 ? LabelValue.Bad : LabelValue.Inconclusive;
    }
}
