using CsCheck;
using RewardLab.Evaluation.Comparisons;

namespace RewardLab.Evaluation.Tests.Comparisons;

public sealed class SetComparisonTests
{
    private static readonly Gen<ImageGroup[]> Sets =
        Gen.Select(Gen.Bool, Gen.Int[0, 3]).Array[4].Array[6].Select(sets => sets
            .Select((images, i) => new ImageGroup(0, i / 2, i % 2, [.. images.Select(image => image.Item1)], [.. images.Select(image => (double)image.Item2)]))
            .ToArray());

    [Fact]
    public void Split_OfEightImages_IsTwoSetsOfFour()
    {
        var sets = ImageGroup.Split(2, 5, [true, true, false, false, true, false, false, false], [1, 2, 3, 4, 5, 6, 7, 8]);
        sets.Select(set => (set.Run, set.Prompt, set.Set)).ShouldBe([(2, 5, 0), (2, 5, 1)]);
        sets[0].IsCorrect.ShouldBe([true, true, false, false]);
        sets[1].Fidelity.ShouldBe([5, 6, 7, 8]);
        Should.Throw<ArgumentException>(() => ImageGroup.Split(0, 0, [true, false, true], [1, 2, 3]));
        Should.Throw<ArgumentException>(() => ImageGroup.Split(0, 0, [true, false], [1, 2, 3]));
        Should.Throw<ArgumentException>(() => ImageGroup.Split(0, 0, [], []));
    }

    [Fact]
    public void ByAlignment_OfKnownSets_CountsCorrectImages()
    {
        ImageGroup[] first = [Set(0, 0, [true, true]), Set(0, 1, [true, false]), Set(1, 0, [false, false])];
        ImageGroup[] second = [Set(1, 0, [false, true]), Set(0, 1, [false, true]), Set(0, 0, [true, false])];
        SetComparison.ByAlignment(first, second).ShouldBe(
            [new SetComparison(0, 0, 0, SetOutcome.Win), new SetComparison(0, 0, 1, SetOutcome.Tie), new SetComparison(0, 1, 0, SetOutcome.Loss)]);
    }

    [Theory]
    [InlineData(0.25, SetOutcome.Win)]
    [InlineData(0.5, SetOutcome.Tie)]
    [InlineData(0.75, SetOutcome.Tie)]
    public void ByQuality_OfALead_WinsBeyondTheMargin(double margin, SetOutcome outcome)
    {
        ImageGroup[] better = [new(0, 0, 0, [true, true], [1, 2])];
        ImageGroup[] worse = [new(0, 0, 0, [true, true], [1, 1])];
        SetComparison.ByQuality(better, worse, margin)[0].Outcome.ShouldBe(outcome);
        SetComparison.ByQuality(worse, better, margin)[0].Outcome.ShouldBe(Turned(outcome));
    }

    [Fact]
    public void Comparison_WithMethodsExchanged_TurnsEachOutcome() =>
        Gen.Select(Sets, Sets, Gen.Double[0, 1]).Sample((first, second, margin) =>
        {
            SetComparison.ByAlignment(second, first)
                .Select(set => set.Outcome)
                .ShouldBe(SetComparison.ByAlignment(first, second).Select(set => Turned(set.Outcome)));
            SetComparison.ByQuality(second, first, margin)
                .Select(set => set.Outcome)
                .ShouldBe(SetComparison.ByQuality(first, second, margin).Select(set => Turned(set.Outcome)));
            SetComparison.ByAlignment(first, first).ShouldAllBe(set => set.Outcome == SetOutcome.Tie);
            SetComparison.ByAlignment(first, [.. second.Reverse()]).ShouldBe(SetComparison.ByAlignment(first, second));
        });

    [Fact]
    public void Sets_ThatDoNotPairUp_AreRefused()
    {
        ImageGroup[] one = [Set(0, 0, [true, true])];
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment(one, []));
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment(one, [Set(0, 1, [true, true])]));
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment([.. one, .. one], one));
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment(one, [.. one, .. one]));
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment(one, [Set(0, 0, [true])]));
        Should.Throw<ArgumentException>(() => SetComparison.ByAlignment([Set(0, 0, [])], [Set(0, 0, [])]));
        Should.Throw<ArgumentException>(() => SetComparison.ByQuality(one, [new ImageGroup(0, 0, 0, [true, true], [1, double.NaN])], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => SetComparison.ByQuality(one, one, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => SetComparison.ByQuality(one, one, double.NaN));
    }

    private static ImageGroup Set(int prompt, int set, bool[] isCorrect) => new(0, prompt, set, isCorrect, [.. isCorrect.Select(_ => 0.0)]);

    private static SetOutcome Turned(SetOutcome outcome) => outcome switch
    {
        SetOutcome.Win => SetOutcome.Loss,
        SetOutcome.Loss => SetOutcome.Win,
        _ => SetOutcome.Tie,
    };
}
