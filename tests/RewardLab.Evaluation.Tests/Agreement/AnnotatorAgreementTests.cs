using CsCheck;
using RewardLab.Evaluation.Agreement;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Agreement;

public sealed class AnnotatorAgreementTests
{
    // Fleiss' own kind of example: 10 items, 14 raters, 5 categories; the literature gives 0.210.
    private static readonly int[][] Fleiss =
    [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ];

    // Three coders with gaps; the literature gives 0.691 for categories and 0.811 for intervals. 0 is a gap.
    private static readonly int[][] Krippendorff =
    [
        [0, 0, 0, 0, 0, 3, 4, 1, 2, 1, 1, 3, 3, 0, 3],
        [1, 0, 2, 1, 3, 3, 4, 3, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 2, 1, 3, 4, 4, 0, 2, 1, 1, 3, 3, 0, 4],
    ];

    [Fact]
    public void FleissKappa_OfTheLiterature_IsAsPublished() =>
        AnnotatorAgreement.FleissKappa<int>(
        [
            .. Fleiss.Select(counts => (IReadOnlyList<int>)[.. counts.SelectMany((count, category) => Enumerable.Repeat(category, count))]),
        ])!.Value.ShouldBe(0.210, 5e-4);

    [Fact]
    public void KrippendorffAlpha_OfTheLiterature_IsAsPublished()
    {
        var items = Enumerable.Range(0, 15).Select(item => Krippendorff.Select(coder => coder[item]).Where(value => value > 0).ToArray()).ToArray();
        AnnotatorAgreement.KrippendorffAlpha<int>(items)!.Value.ShouldBe(0.691, 5e-4);
        AnnotatorAgreement.KrippendorffIntervalAlpha([.. items.Select(item => (IReadOnlyList<double>)[.. item.Select(value => (double)value)])])!
            .Value.ShouldBe(0.811, 5e-4);
    }

    [Fact]
    public void Agreement_Complete_IsOneAndOfOneCategoryUndefined()
    {
        int[][] same = [[1, 1, 1], [0, 0, 0], [1, 1, 1]];
        AnnotatorAgreement.FleissKappa<int>(same).ShouldBe(1);
        AnnotatorAgreement.KrippendorffAlpha<int>(same).ShouldBe(1);
        int[][] one = [[1, 1], [1, 1]];
        AnnotatorAgreement.FleissKappa<int>(one).ShouldBeNull();
        AnnotatorAgreement.KrippendorffAlpha<int>(one).ShouldBeNull();
        AnnotatorAgreement.KrippendorffAlpha<int>([[1], []]).ShouldBeNull();
        Should.Throw<ArgumentException>(() => AnnotatorAgreement.FleissKappa<int>([[1, 1], [1]]));
        Should.Throw<ArgumentException>(() => AnnotatorAgreement.FleissKappa<int>([[1]]));
    }

    // Krippendorff's alpha of complete ratings is Fleiss' kappa but for a correction that goes with 1 / ratings.
    [Fact]
    public void Alpha_CompleteRatings_IsKappaWithItsSmallSampleCorrection() =>
        Gen.Int[0, 2].Array[3].Array[2, 40].Sample(items =>
        {
            var (kappa, alpha) = (AnnotatorAgreement.FleissKappa<int>(items), AnnotatorAgreement.KrippendorffAlpha<int>(items));
            (kappa is null).ShouldBe(alpha is null);
            if (kappa is { } value)
            {
                alpha!.Value.ShouldBe(1 - ((1 - value) * (1 - (1.0 / (3 * items.Length)))), 1e-9);
            }
        });

    [Fact]
    public void Ceiling_AnnotatorsWhoAgree_IsOne()
    {
        LabelValue[][] agreed = [[LabelValue.Good, LabelValue.Good, LabelValue.Good], [LabelValue.Bad, LabelValue.Bad, LabelValue.Bad]];
        HumanCeiling.Compute(Metric.Auroc, agreed).ShouldBe(1);
        HumanCeiling.Compute(Metric.Auroc, [agreed[0]]).ShouldBeNull();
    }

    [Fact]
    public void Ceiling_ByHand_IsTheMeanOverAnnotators()
    {
        // Annotator 0 against {1, 2}: good to both others are images 0, 1; its scores 1, 0, 0, 1 give AUROC (1 + .5 + .5 + 0) / 4 = 0.5.
        // Annotator 1 against {0, 2}: good is image 0 alone; scores 1, 1, 0, 0 give (0.5 + 1 + 1) / 3. Annotator 2 against {0, 1}: good is 0;
        // scores 1, 1, 0, 0 the same.
        LabelValue[][] judged =
        [
            [LabelValue.Good, LabelValue.Good, LabelValue.Good],
            [LabelValue.Bad, LabelValue.Good, LabelValue.Good],
            [LabelValue.Bad, LabelValue.Bad, LabelValue.Bad],
            [LabelValue.Good, LabelValue.Bad, LabelValue.Bad],
        ];
        HumanCeiling.Compute(Metric.Auroc, judged)!.Value.ShouldBe((0.5 + (2.5 / 3) + (2.5 / 3)) / 3, 1e-12);
        Should.Throw<ArgumentException>(() => HumanCeiling.Compute(Metric.Auroc, [[LabelValue.Good]]));
    }
}
