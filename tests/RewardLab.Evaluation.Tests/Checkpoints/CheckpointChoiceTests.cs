using CsCheck;
using RewardLab.Evaluation.Checkpoints;

namespace RewardLab.Evaluation.Tests.Checkpoints;

public sealed class CheckpointChoiceTests
{
    private static readonly CheckpointScores Base = new([1, 2, 3]) { HeldOut = [1, 1, 1] };

    [Fact]
    public void BeatsBase_AFewLuckyImagesOfACollapsedModel_IsFalse()
    {
        BeatsBase([2, 0, 0]).ShouldBeFalse(); // one above, two below
        BeatsBase([2, 2, 0]).ShouldBeFalse(); // one above, one below
        BeatsBase([1, 2, 3]).ShouldBeFalse();
        BeatsBase([2, 2, 3]).ShouldBeTrue(); // one above, none below

        static bool BeatsBase(double[] scores) => CheckpointChoice.BeatsBase(CheckpointRule.AboveBase, new CheckpointScores(scores), Base);
    }

    [Fact]
    public void BeatsBase_ByHeldOutReward_IsAHigherMean()
    {
        CheckpointChoice.BeatsBase(CheckpointRule.HeldOut, new CheckpointScores([0, 0, 0]) { HeldOut = [3, 1, 0] }, Base).ShouldBeTrue();
        CheckpointChoice.BeatsBase(CheckpointRule.HeldOut, new CheckpointScores([9, 9, 9]) { HeldOut = [1, 1, 1] }, Base).ShouldBeFalse();
    }

    [Fact]
    public void Rank_OfCheckpointsThatTie_BeginsWithTheFirstAtTheMaximum()
    {
        AboveBase([1, 2, 3], [2, 3, 3], [5, 5, 1], [9, 9, 9], [4, 4, 4]).ShouldBe([3, 4, 1, 2, 0]);
        AboveBase([0, 0, 0], [0, 0, 0]).ShouldBe([0, 1]);
    }

    [Fact]
    public void Rank_HighestCountAboveTheBaseButMoreBelow_ComesAfterOneThatBeatsTheBase()
    {
        // Of seven images the first raises three and lowers four, the second raises two and lowers none: the count alone, the paper's rule, takes the first,
        // which is then not delivered, for it does not beat the base.
        CheckpointScores start = new([0, 0, 0, 0, 0, 0, 0]), first = new([1, 1, 1, -1, -1, -1, -1]), second = new([1, 1, 0, 0, 0, 0, 0]);
        first.CountAbove(start).ShouldBeGreaterThan(second.CountAbove(start));
        CheckpointChoice.Rank(CheckpointRule.AboveBase, [first, second], start).ShouldBe([1, 0]);
        CheckpointChoice.BeatsBase(CheckpointRule.AboveBase, first, start).ShouldBeFalse();
    }

    [Fact]
    public void Rank_ByHeldOutReward_GoesByMeansAndOfEqualOnesTheEarliestIsFirst() =>
        CheckpointChoice.Rank(CheckpointRule.HeldOut, [Judged(1, 2, 3), Judged(2, 3, 4), Judged(3, 2, 4), Judged(0, 0, 0)], Base).ShouldBe([1, 2, 0, 3]);

    [Fact]
    public void Rank_ByTheLast_IsTheReverse() => CheckpointChoice.Rank(CheckpointRule.Last, [Base, Base, Base], Base).ShouldBe([2, 1, 0]);

    [Fact]
    public void Rank_ScoresThatRoundToTheSame_GoesByWhatOrdersThem()
    {
        CheckpointScores start = new([1, 1, 0.5])
        {
            ProxyOrder = [60, 300, 0],
        }, later = start with { ProxyOrder = [80, 200, 0] }, best = start with { ProxyOrder = [100, 400, 0] };
        (later.CountAbove(start), start.CountAbove(later), best.CountAbove(start)).ShouldBe((1, 1, 2));
        CheckpointChoice.Rank(CheckpointRule.AboveBase, [later, best], start).ShouldBe([1, 0]);

        // An evaluation of an earlier version has no keys: then scores must do.
        later.CountAbove(start with { ProxyOrder = null }).ShouldBe(0);
    }

    [Fact]
    public void Rank_WhereEveryCheckpointBeatsTheBaseOrNoneDoes_BeginsWithThePapersChoice() =>
        Gen.Select(Gen.Int[0, 3].Array[5].Array[1, 12], Gen.Int[0, 3].Array[5]).Sample((scores, start) =>
        {
            var first = Scores(start);
            CheckpointScores[] all = [.. scores.Select(Scores)];
            foreach (var group in all.GroupBy(checkpoint => CheckpointChoice.BeatsBase(CheckpointRule.AboveBase, checkpoint, first))
                .Select(group => group.ToArray()))
            {
                var counts = group.Select(checkpoint => checkpoint.Proxy.Zip(start).Count(pair => pair.First > pair.Second)).ToArray();
                var choice = CheckpointChoice.Rank(CheckpointRule.AboveBase, group, first)[0];
                counts[choice].ShouldBe(counts.Max());
                counts[..choice].ShouldAllBe(count => count < counts[choice]);
            }

            CheckpointChoice.Rank(CheckpointRule.AboveBase, all, first).Order().ShouldBe(Enumerable.Range(0, all.Length));
        });

    [Fact]
    public void Choice_FromUnusableScores_IsRefused()
    {
        Should.Throw<ArgumentException>(() => AboveBase([1, 2]));
        Should.Throw<ArgumentException>(() => AboveBase([1, 2, double.NaN]));
        Should.Throw<ArgumentException>(() => new CheckpointScores([]).CountAbove(new CheckpointScores([])));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Rank(CheckpointRule.HeldOut, [new CheckpointScores([1, 2, 3])], Base));
        Should.Throw<ArgumentException>(() => CheckpointChoice.Rank(CheckpointRule.HeldOut, [Judged(1, 2)], Base));
        Should.Throw<ArgumentOutOfRangeException>(() => CheckpointChoice.Rank((CheckpointRule)8, [Base], Base));
        AboveBase().ShouldBeEmpty();
    }

    private static IReadOnlyList<int> AboveBase(params double[][] checkpoints) =>
        CheckpointChoice.Rank(CheckpointRule.AboveBase, [.. checkpoints.Select(scores => new CheckpointScores(scores))], Base);

    private static CheckpointScores Judged(params double[] scores) => new([0, 0, 0]) { HeldOut = scores };

    private static CheckpointScores Scores(int[] scores) => new(Array.ConvertAll(scores, static value => (double)value));
}
