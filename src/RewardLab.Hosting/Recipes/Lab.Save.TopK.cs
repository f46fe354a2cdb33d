using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Groups;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Recipes;

/// <content>Selected images.</content>
public static partial class Lab
{
    /// <content>Images that rewards select.</content>
    public static partial class Save
    {
        /// <summary>Saves the images that each reward scores highest among the first n of every pool, for people to compare.</summary>
        /// <remarks>Files: NAME/REWARD/n-256/003-prompt/1.png, the best first, and NAME/image-groups.csv, which lists them with what selected each.</remarks>
        /// <param name="name">A folder inside the run's folder.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards that select; names must differ.</param>
        /// <param name="counts">The values of n, each at most the images of the smallest pool.</param>
        /// <param name="top">How many of each n, at least 1; all where n is smaller.</param>
        /// <exception cref="RewardLabException">A pool is smaller than an n, there is nothing to pick from, or two rewards share a name.</exception>
        public static void TopK(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<int> counts, int top = 4)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(pools);
            ArgumentNullException.ThrowIfNull(rewards);
            ArgumentNullException.ThrowIfNull(counts);
            ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
            PoolLabels.Require("Lab.Save.TopK", pools, rewards);
            RequireCounts("Lab.Save.TopK", pools, counts);
            var rows = new List<ImageGroupRow>();
            foreach (var reward in rewards)
            {
                if (WithoutChoice(reward, pools) is { } problem)
                {
                    Run.Emit(new EventRecord(EventKinds.BestOfNSignal) { Severity = EventSeverity.Warning, Series = name, Message = problem });
                }

                foreach (var (index, pool) in pools.Index())
                {
                    var scores = reward.ScoreImages(pool);
                    foreach (var n in counts)
                    {
                        foreach (var (rank, image) in TopKSelection.Select(scores.OrderKeys, n, Math.Min(n, top)).Index())
                        {
                            var path = string.Create(
                                CultureInfo.InvariantCulture,
                                $"{name}/{SafeName.From(reward.Name)}/n-{n:D3}/{index:D3}-{SafeName.From(pool.Prompt)}/{rank + 1}.png");
                            using var file = Run.CreateFile(path);
                            ImageFiles.WritePng(file, pool.Images, image);
                            rows.Add(ImageGroupRow.Selected(reward.Name, n, rank + 1, scores.Values[image], pool.Files[image], pool.Prompt, path));
                        }
                    }
                }
            }

            Run.SaveImageGroups(name, rows);
        }
    }
}
