using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Tables;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Charts;

namespace RewardLab.Hosting.Recipes;

/// <content>Charts of what rewards make of images.</content>
public static partial class Lab
{
    /// <content>Charts of what rewards make of images.</content>
    public static partial class Charts
    {
        private const string GoodLabel = "good";

        private const string BadLabel = "bad";

        /// <summary>Saves a heat map of one reward's AUROC on each prompt, such as object by count, and shows it in the report:
        /// white at 0.75, as in the paper.</summary>
        /// <param name="name">The files' name, without extension.</param>
        /// <param name="evaluation">What <see cref="Evaluate"/>.Benchmark found, or a table of one's own.</param>
        /// <param name="reward">The reward's name in the evaluation.</param>
        /// <param name="place">The row and column of a prompt; null leaves it out. Prompts in one place share it with their mean.</param>
        /// <param name="options">Words, colours and symmetry.</param>
        /// <exception cref="RewardLabException">There is no such reward, no AUROC or no prompt with a place, or the name is taken.</exception>
        public static void AurocHeatMap(
            string name,
            EvaluationTable evaluation,
            string reward,
            Func<string, (string Row, string Column)?> place,
            AurocHeatMapOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(evaluation);
            ArgumentNullException.ThrowIfNull(reward);
            ArgumentNullException.ThrowIfNull(place);
            options ??= new AurocHeatMapOptions();
            var map = AurocMap.Create("Lab.Charts.AurocHeatMap", evaluation, reward, place, options.IsSymmetric) with
            {
                Palette = options.Palette,
                XLabel = options.XLabel,
                YLabel = options.YLabel,
            };
            ChartFigure(
                RecipeSession.Current,
                "Lab.Charts.AurocHeatMap",
                name,
                options.Title.Length > 0 ? map with { Title = options.Title } : map,
                "AUROC of each prompt's images: white is 0.75, 0.5 is chance. Grey: no prompt, or a prompt whose images are all good or all bad.");
        }

        /// <inheritdoc cref="AurocHeatMap(string, EvaluationTable, string, Func{string, ValueTuple{string, string}?}, AurocHeatMapOptions?)" />
        public static void AurocHeatMap(
            string name,
            RecipeBenchmark evaluation,
            string reward,
            Func<string, (string Row, string Column)?> place,
            AurocHeatMapOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(evaluation);
            AurocHeatMap(name, evaluation.Evaluation, reward, place, options);
        }

        /// <summary>Saves a chart of two rewards' scores of the same images, with the share of images on which they agree,
        /// and shows it in the report.</summary>
        /// <remarks>Scores are standardised per prompt: less the mean of the prompt's images, in their standard deviations.
        /// Quadrants part at the medians.</remarks>
        /// <param name="name">The files' name, without extension.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="first">The reward of the horizontal axis.</param>
        /// <param name="second">The reward of the vertical axis.</param>
        /// <param name="labels">Labels of each pool's images, in the same order.</param>
        /// <exception cref="RewardLabException">Labels do not fit the images, a score is not finite, or the name is taken.</exception>
        public static void RewardScatter(string name, IReadOnlyList<ImagePool> pools, RecipeReward first, RecipeReward second, IReadOnlyList<LabelSet> labels)
        {
            ArgumentNullException.ThrowIfNull(first);
            ArgumentNullException.ThrowIfNull(second);
            var labelled = new LabelledPools("Lab.Charts.RewardScatter", pools, [first, second], labels);

            // Good first, in the colour that good images have in every chart.
            var (x, y, good) = (labelled.Standardised(first), labelled.Standardised(second), labelled.Good);
            int[] order = [.. Enumerable.Range(0, good.Count).OrderByDescending(i => good[i])];
            var chart = new ScatterChart(
                $"{first.Name} against {second.Name}",
                [.. order.Select(i => x[i])],
                [.. order.Select(i => y[i])],
                [.. order.Select(i => good[i] ? GoodLabel : BadLabel)])
            {
                XLabel = $"{first.Name}, standardised per prompt",
                YLabel = $"{second.Name}, standardised per prompt",
            };
            var agreement = chart.Quadrants().Agreement.ToString("0%", CultureInfo.InvariantCulture);
            ChartFigure(
                RecipeSession.Current,
                "Lab.Charts.RewardScatter",
                name,
                chart,
                "Each image's scores, minus its prompt's mean and divided by its prompt's standard deviation. Dashed: the medians; "
                + $"the two rewards agree on {agreement} of the images.{Settings([first, second])}");
        }

        /// <inheritdoc cref="RewardScatter(string, IReadOnlyList{ImagePool}, RecipeReward, RecipeReward, IReadOnlyList{LabelSet})" />
        /// <param name="name">The files' name, without extension.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="first">The reward of the horizontal axis.</param>
        /// <param name="second">The reward of the vertical axis.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
        public static void RewardScatter(string name, IReadOnlyList<ImagePool> pools, RecipeReward first, RecipeReward second, RecipeReward groundTruth) =>
            RewardScatter(name, pools, first, second, Evaluate.Labels(pools, groundTruth));

        /// <summary>Saves histograms of each reward's scores of good and of bad images, and shows them in the report:
        /// the less they overlap, the better.</summary>
        /// <remarks>Scores are standardised per prompt: less the mean of the prompt's images, in their standard deviations.
        /// Files: charts/NAME-REWARD.</remarks>
        /// <param name="name">Begins the files' names.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards; names must differ.</param>
        /// <param name="labels">Labels of each pool's images, in the same order.</param>
        /// <exception cref="RewardLabException">Labels do not fit the images, a score is not finite, or a name is taken.</exception>
        public static void RewardHistograms(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<LabelSet> labels)
        {
            const string Call = "Lab.Charts.RewardHistograms";
            var labelled = new LabelledPools(Call, pools, rewards, labels);
            RequireName(Call, name);
            var good = labelled.Good;
            foreach (var reward in rewards)
            {
                var scores = labelled.Standardised(reward);
                ChartFigure(
                    RecipeSession.Current,
                    Call,
                    $"{name}-{reward.Name}",
                    new HistogramChart(
                        $"{reward.Name}: scores of good and of bad images",
                        [
                            new HistogramGroup(GoodLabel, [.. scores.Where((_, i) => good[i])]),
                            new HistogramGroup(BadLabel, [.. scores.Where((_, i) => !good[i])]),
                        ]) { XLabel = "standard deviations from the prompt's mean", YLabel = "share of the group" },
                    $"{reward.Name}, minus each prompt's mean and divided by its standard deviation.{Settings([reward])}");
            }
        }

        /// <inheritdoc cref="RewardHistograms(string, IReadOnlyList{ImagePool}, IReadOnlyList{RecipeReward}, IReadOnlyList{LabelSet})" />
        /// <param name="name">Begins the files' names.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards; names must differ.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
        public static void RewardHistograms(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward groundTruth) =>
            RewardHistograms(name, pools, rewards, Evaluate.Labels(pools, groundTruth));
    }
}
