using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Sheets;

namespace RewardLab.Hosting.Recipes;

/// <content>Where a reward and the labels part.</content>
public static partial class Lab
{
    /// <content>Where a reward and the labels part.</content>
    public static partial class Charts
    {
        private const int MaxColumns = 6;

        /// <summary>Saves a contact sheet of the images on which a reward and the labels disagree most, and shows it in the report.</summary>
        /// <remarks>Good images that stand lowest among the images of their prompt, and bad ones that stand highest; below each its percentile, the share of
        /// its prompt's other images that score lower, and its prompt. Prompts whose images are all good or all bad have none. File: NAME.png.</remarks>
        /// <param name="name">The file's name, without extension.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="reward">The reward.</param>
        /// <param name="labels">Labels of each pool's images, in the same order.</param>
        /// <param name="count">Images of each kind at most, 1 to 60.</param>
        /// <exception cref="RewardLabException">Labels do not fit the images, a score is not finite, the number is out of range,
        /// or the name is taken.</exception>
        public static void Disagreements(
            string name,
            IReadOnlyList<ImagePool> pools,
            RecipeReward reward,
            IReadOnlyList<LabelSet> labels,
            int count = MaxColumns)
        {
            const string Call = "Lab.Charts.Disagreements";
            ArgumentNullException.ThrowIfNull(reward);
            if (count is < 1 or > 60)
            {
                throw new RewardLabException($"{Call}: 1 to 60 images of each kind, not {count}.");
            }

            var labelled = new LabelledPools(Call, pools, [reward], labels);
            var scores = labelled.OrderKeys(reward);
            var low = Disagreement.Strongest(labelled, scores, isGood: true, count);
            var high = Disagreement.Strongest(labelled, scores, isGood: false, count);
            if (low.Count + high.Count == 0)
            {
                Note($"{reward.Name} and the labels disagree on no image: it places every good image above every bad one of its prompt.");
                return;
            }

            var columns = Math.Min(MaxColumns, Math.Max(low.Count, high.Count));
            SheetFigure(
                RecipeSession.Current,
                Call,
                name,
                $"Images that {reward.Name} places farthest from where their labels do, the farthest first. "
                + $"A percentile is the share of the prompt's other images that score lower.{Settings([reward])}",
                new ContactSheet(
                    $"{reward.Name} against the labels",
                    [.. Enumerable.Repeat("", columns)],
                    [
                        .. Rows($"good, but {reward.Name} places it low", low, columns, isGood: true),
                        .. Rows($"bad, but {reward.Name} places it high", high, columns, isGood: false),
                    ]));
        }

        /// <inheritdoc cref="Disagreements(string, IReadOnlyList{ImagePool}, RecipeReward, IReadOnlyList{LabelSet}, int)" />
        /// <param name="name">The file's name, without extension.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="reward">The reward.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
        /// <param name="count">Images of each kind at most, 1 to 60.</param>
        public static void Disagreements(string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, RecipeReward groundTruth, int count = MaxColumns) =>
            Disagreements(name, pools, reward, Evaluate.Labels(pools, groundTruth), count);

        private static IEnumerable<ContactSheetRow> Rows(string caption, IReadOnlyList<Disagreement> images, int columns, bool isGood) =>
            images.Chunk(columns).Select((chunk, row) => new ContactSheetRow(
                row == 0 ? caption : "",
                [
                    .. chunk.Select(image => new ContactSheetTile(image.Pool.Images, image.Image, isGood, $"{Percent(image.Percentile)}\n{image.Pool.Prompt}")),
                    .. Enumerable.Repeat<ContactSheetTile?>(null, columns - chunk.Length),
                ]));

        private static string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);
    }
}
