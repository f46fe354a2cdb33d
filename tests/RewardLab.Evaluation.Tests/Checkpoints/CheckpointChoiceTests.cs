using CsCheck;
using RewardLab.Evaluation.Checkpoints;

namespace RewardLab.Evaluation.Tests.Checkpoints;

public sealed class CheckpointChoiceTests
{
    private static readonly double[] Base = [1, 2, 3];

    [Fact]
    public void BeatsBase_AFewLuckyImagesOfACollapsedModel_IsFalse()
    {
        CheckpointChoice.BeatsBase([2, 0, 0], Base).ShouldBeFalse(); // one above, two below
        CheckpointChoice.BeatsBase([2, 2, 0], Base).ShouldBeFalse(); // one above, one below
        CheckpointChoice.BeatsBase(Base, Base).ShouldBeFalse();
        CheckpointChoice.BeatsBase([2, 2, 3], Base).ShouldBeTrue(); // one above, none below
    }

    [Fact]
    public void Earliest_OfCheckpointsThatTie_IsTheFirstAtTheMaximum()
    {
        double[][] scores = [[1, 2, 3], [2, 3, 3], [5, 5, 1], [9, 9, 9], [4, 4, 4]];
        scores.Select(checkpoint => CheckpointChoice.CountAboveBase(checkpoint, Base)).ShouldBe([0, 2, 2, 3, 3]);
        CheckpointChoice.Earliest(scores, Base).ShouldBe(3);
        CheckpointChoice.Earliest(scores[..3], Base).ShouldBe(1);
        CheckpointChoice.Earliest([[0, 0, 0], [0, 0, 0]], Base).ShouldBe(0);
    }

    [Fact]
    public void ByJudge_OfEqualMeans_IsTheEarliest() => CheckpointChoice.ByJudge([[1, 2], [2, 3], [3, 2], [0, 0]]).ShouldBe(1);

    [Fact]
    public void Choose_ByEachRule_IsItsChoice()
    {
        double[][] scores = [[2, 2, 3], [2, 3, 4], [5, 5, 5]];
        double[][] judge = [[1, 1, 1], [2, 1, 0], [0, 0, 0]];
        CheckpointChoice.Choose(CheckpointRule.AboveBase, scores, Base).ShouldBe(1);
        CheckpointChoice.Choose(CheckpointRule.Judge, scores, judgeScores: judge).ShouldBe(0);
        CheckpointChoice.Choose(CheckpointRule.Last, scores).ShouldBe(2);
    }

    [Fact]
    public void Earliest_OfAnyRun_IsAtTheMaximumWithLessBefore() =>
        Gen.Select(Gen.Int[0, 3].Array[5].Array[1, 12], Gen.Int[0, 3].Array[5]).Sample((scores, start) =>
        {
            double[][] checkpoints = [.. scores.Select(row => Array.ConvertAll(row, value => (double)value))];
            var counts = scores.Select(row => row.Zip(start).Count(pair => pair.First > pair.Second)).ToArray();
            var choice = CheckpointChoice.Earliest(checkpoints, Array.ConvertAll(start, value => (double)value));
            counts[choice].ShouldBe(counts.Max());
            counts[..choice].ShouldAllBe(count => count < counts[choice]);
        });

    [Fact]
    public void Choice_FromUnusableScores_IsRefused()
    {
        Should.Throw<ArgumentException>(() => CheckpointChoice.Earliest([], Base));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Earliest([[1, 2]], Base));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Earliest([[1, 2, double.NaN]], Base));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Earliest([[]], []));
        Should.Throw<ArgumentException>(() => CheckpointChoice.ByJudge([]));
        Should.Throw<ArgumentException>(() => CheckpointChoice.ByJudge([[1], [1, 2]]));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Choose(CheckpointRule.AboveBase, [[1, 2, 3]]));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Choose(CheckpointRule.Judge, [[1, 2, 3]]));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Choose(CheckpointRule.Judge, [[1, 2, 3]], judgeScores: [[1], [2]]));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Choose(CheckpointRule.Last, []));
        Should.Throw<ArgumentOutOfRangeException>(() => CheckpointChoice.Choose((CheckpointRule)8, [[1]]));
    }
}
