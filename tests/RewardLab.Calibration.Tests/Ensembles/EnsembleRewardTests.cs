using RewardLab.Abstractions;
using RewardLab.Calibration.Trees;

namespace RewardLab.Calibration.Tests.Ensembles;

public sealed class EnsembleRewardTests
{
    [Fact]
    public void Score_SeveralMembers_CombinesThemCellByCell()
    {
        var (first, second) = (new TableReward((image, text) => image + text.Length), new TableReward((image, text) => image * text.Length));
        using var reward = new EnsembleReward([first, second], new Rule(rows => [.. rows[0].Zip(rows[1], (a, b) => a - b)]));
        var grid = reward.Score(TableReward.Images(2, 5), ["x", "yyy"], TestContext.Current.CancellationToken);
        grid.Row(0).ToArray().ShouldBe([1f, -1f]);
        grid.Row(1).ToArray().ShouldBe([1f, -7f]);
        first.Calls.Count.ShouldBe(1);
        second.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public void Score_WhereTheRuleLosesScores_NamesTheRule()
    {
        using var reward = new EnsembleReward([new TableReward((_, _) => 0)], new Rule(_ => []));
        Should.Throw<RewardLabException>(() => reward.Score(TableReward.Images(1), ["x"], TestContext.Current.CancellationToken)).Message.ShouldContain("rule");
    }

    [Fact]
    public void EnsembleReward_WithoutMembers_IsRefused() =>
        Should.Throw<RewardLabException>(() => new EnsembleReward([], new Rule(_ => []))).Message.ShouldContain("no members");

    [Fact]
    public void Dispose_SeveralMembers_DisposesEach()
    {
        TableReward[] members = [new((_, _) => 0), new((_, _) => 0)];
        new EnsembleReward(members, new Rule(_ => [])).Dispose();
        members.ShouldAllBe(member => member.Disposals == 1);
    }

    private sealed class Rule(Func<IReadOnlyList<double[]>, double[]> combine) : IEnsemble
    {
        public string Name => "rule";

        public double[] Combine(IReadOnlyList<double[]> rows) => combine(rows);
    }
}
