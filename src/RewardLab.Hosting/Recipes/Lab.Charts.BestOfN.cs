using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Sheets;

namespace RewardLab.Hosting.Recipes;

/// <content>Selected images.</content>
public static partial class Lab
{
    /// <content>Selected images.</content>
    public static partial class Charts
    {
        /// <summary>Saves a contact sheet and shows it in the report:
        /// a row for each prompt, and for each n the image that the reward selects of the pool's first n.</summary>
        /// <param name="name">The file's name, without extension.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="reward">The reward that picks.</param>
        /// <param name="groundTruth">Marks picks that it scores above 0.5 as true, others as false.</param>
        /// <param name="counts">The values of n, each at most the images of the smallest pool.</param>
        /// <param name="maxRows">Only the first prompts are shown, at most this many.</param>
        /// <exception cref="RewardLabException">A pool is smaller than an n, or there is no pool.</exception>
        public static void BestOfN(
            string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, RecipeReward groundTruth, IReadOnlyList<int> counts, int maxRows = 16)
        {
            ArgumentNullException.ThrowIfNull(pools);
            ArgumentNullException.ThrowIfNull(reward);
            ArgumentNullException.ThrowIfNull(groundTruth);
            ArgumentNullException.ThrowIfNull(counts);
            ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
            var session = RecipeSession.Current;
            PoolLabels.Require("Lab.Charts.BestOfN", pools, [reward]);
            RequireCounts("Lab.Charts.BestOfN", pools, counts);
            var shown = pools.Take(maxRows).ToArray();
            var labels = PoolLabels.Create(shown, groundTruth);
            SheetFigure(
                session,
                "Lab.Charts.BestOfN",
                name,
                $"The image that {reward.Name} selects of each prompt's first n, for n = {string.Join(", ", counts)}.{Settings([reward])}",
                new ContactSheet(
                    $"Selected by {reward.Name}",
                    [.. counts.Select(n => $"best of {n}")],
                    [.. shown.Select((pool, i) => new ContactSheetRow(pool.Prompt, [.. counts.Select(n => Tile(pool, i, n))]))]));

            ContactSheetTile Tile(ImagePool pool, int index, int n)
            {
                var keys = reward.ScoreImages(pool).OrderKeys;
                var selected = Enumerable.Range(0, n).MaxBy(i => keys[i]);
                return new ContactSheetTile(pool.Images, selected, labels[index].Good[selected]);
            }
        }
    }
}
