using RewardLab.Abstractions;
using RewardLab.Evaluation.Curves;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Statistics;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Charts;

namespace RewardLab.Hosting.Recipes;

/// <content>Curves of rewards against labels.</content>
public static partial class Lab
{
    /// <content>Curves of rewards against labels.</content>
    public static partial class Charts
    {
        // More bands than these cover each other.
        private const int MaxBands = 2;

        /// <summary>Saves ROC, precision-recall and calibration curves of rewards and shows them in the report.</summary>
        /// <remarks>
        /// ROC and precision-recall curves are the means over prompts of each prompt's own curve, since scores of different prompts are not comparable: the
        /// area under a mean curve is the mean AUROC (or average precision) that
        /// <see cref="Evaluate"/>.Benchmark
        /// prints.
        /// With one reward or two, a band shows the 95% interval over prompts, point by point. The calibration curve pools all images and needs scores that can
        /// be read as
        /// probabilities, as TextNorm's can: rewards with a score outside 0 to 1 are not in it, and without others there is none. Files: charts/NAME-roc,
        /// charts/NAME-precision-recall and charts/NAME-calibration, as .png and .svg.
        /// </remarks>
        /// <param name="name">Begins the files' names.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards; names must differ.</param>
        /// <param name="labels">Labels of each pool's images, in the same order.</param>
        /// <exception cref="RewardLabException">Labels do not fit the images, no prompt has good and bad images, a score is not finite,
        /// or the name is taken.</exception>
        public static void Curves(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<LabelSet> labels)
        {
            const string Call = "Lab.Charts.Curves";
            var session = RecipeSession.Current;
            var labelled = new LabelledPools(Call, pools, rewards, labels);
            RequireName(Call, name);
            if (labelled.Labelled == 0)
            {
                throw new RewardLabException(
                    $"{Call}: no prompt has both good images and bad ones, so that there is no curve; take more images or other prompts.");
            }

            var scores = rewards.Select(labelled.Scores).ToArray();
            var keys = rewards.Select(labelled.OrderKeys).ToArray();
            var hasBands = rewards.Count <= MaxBands && labelled.Labelled >= ConfidenceInterval.MinCount;
            var counted = $"{labelled.Labelled} of {pools.Count} prompts, those with good images and bad ones, weighted equally"
                + (hasBands ? "; bands are 95% intervals over prompts, point by point." : ".") + Settings(rewards);
            ChartFigure(
                session,
                Call,
                $"{name}-roc",
                new LineChart(
                    $"{name}: ROC curves, mean over prompts", [.. rewards.Select((reward, i) => Series(reward, MeanCurve.Roc(keys[i], labels, hasBands)))])
                {
                    XLabel = "false positive rate",
                    YLabel = "true positive rate",
                    HasDiagonal = true,
                    XLimits = [0, 1],
                    YLimits = [0, 1],
                },
                $"Mean of each prompt's own ROC curve, whose area is the mean AUROC; {counted} Dashed: chance.");
            ChartFigure(
                session,
                Call,
                $"{name}-precision-recall",
                new LineChart(
                    $"{name}: precision at each recall, mean over prompts",
                    [.. rewards.Select((reward, i) => Series(reward, MeanCurve.PrecisionRecall(keys[i], labels, hasBands)))])
                {
                    XLabel = "recall",
                    YLabel = "precision",
                    Reference = labels.Where(own => own.HasBothClasses).Average(own => own.GoodCount / (double)own.Count),
                    XLimits = [0, 1],
                    YLimits = [0, 1],
                },
                $"Mean of each prompt's own precision-recall curve, whose area is the mean AUPRC; {counted} Dashed: chance, the mean share of good images.");
            CalibrationFigure(session, Call, $"{name}-calibration", labelled, rewards, scores);
        }

        /// <inheritdoc cref="Curves(string, IReadOnlyList{ImagePool}, IReadOnlyList{RecipeReward}, IReadOnlyList{LabelSet})" />
        /// <param name="name">Begins the files' names.</param>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards; names must differ.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
        public static void Curves(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward groundTruth) =>
            Curves(name, pools, rewards, Evaluate.Labels(pools, groundTruth));

        private static void CalibrationFigure(
            RecipeSession session, string call, string name, LabelledPools pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<double[]>[] scores)
        {
            bool[] good = [.. pools.Good];
            var series = new List<LineSeries>();
            var left = new List<string>();
            for (var i = 0; i < rewards.Count; i++)
            {
                double[] all = [.. scores[i].SelectMany(own => own)];
                if (all.Any(score => score is < 0 or > 1))
                {
                    left.Add(rewards[i].Name);
                    continue;
                }

                var curve = CalibrationCurve.Compute(all, good);
                var error = curve.ExpectedError.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
                series.Add(new LineSeries(
                    $"{rewards[i].Name} (error {error})",
                    [.. curve.Bins.Select(bin => bin.MeanScore)],
                    [.. curve.Bins.Select(bin => bin.GoodShare)]) { HasMarkers = true, Subject = rewards[i].Name });
            }

            if (series.Count > 0)
            {
                ChartFigure(
                    session,
                    call,
                    name,
                    new LineChart("Calibration: share of good images at each score", series)
                    {
                        XLabel = "score",
                        YLabel = "share of good images",
                        HasDiagonal = true,
                        XLimits = [0, 1],
                        YLimits = [0, 1],
                    },
                    $"All {good.Length} images in ten bins of equal number; on the dashed line a score is the probability that an image is good. "
                    + "The error is the expected calibration error."
                    + (left.Count > 0 ? $" Without {string.Join(", ", left)}, whose scores are not all between 0 and 1." : "") + Settings(rewards));
            }
        }

        private static LineSeries Series(RecipeReward reward, MeanCurve curve) =>
            new(reward.Name, curve.X, curve.Y) { Lower = curve.Lower, Upper = curve.Upper };
    }
}
