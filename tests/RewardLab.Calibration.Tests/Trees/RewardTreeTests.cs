using RewardLab.Abstractions;
using RewardLab.Calibration.Trees;

namespace RewardLab.Calibration.Tests.Trees;

public sealed class RewardTreeTests
{
    private static readonly ComponentReference Prompts = new("listed");

    [Fact]
    public void Build_OfATreeOfEveryKind_IsNamedAndScoresAsDescribed()
    {
        var catalog = new Catalog();
        using var reward = RewardTree.Build(
            new EnsembleNode(
                new ComponentReference("largest"),
                [
                    new TextNormNode(new RewardModelNode(new ComponentReference("toybox-clip")), Prompts, new TextNormOptions { Tau = 1 }),
                    new TextNormNode(new RewardModelNode(new ComponentReference("toybox-pickscore")), Prompts, new TextNormOptions { Tau = 2 }),
                ]),
            catalog);
        reward.Name.ShouldBe("largest(TextNorm(toybox-clip), TextNorm(toybox-pickscore))");

        // Scores are text lengths: 8 against 5, so 1 / (1 + exp(-3 / tau)); the smaller tau wins.
        reward.Score(TableReward.Images(0), "two cats", TestContext.Current.CancellationToken)[0].ShouldBe(1 / (1 + MathF.Exp(-3)), 1e-6f);
    }

    [Fact]
    public void Dispose_OfABuiltTree_DisposesEveryComponentOnce()
    {
        var catalog = new Catalog();
        RewardTree.Build(
            new EnsembleNode(
                new ComponentReference("largest"),
                [
                    new TextNormNode(new RewardModelNode(new ComponentReference("a")), Prompts, new TextNormOptions()),
                    new RewardModelNode(new ComponentReference("b")),
                ]),
            catalog).Dispose();
        catalog.Rewards.Count.ShouldBe(2);
        catalog.Rewards.ShouldAllBe(reward => reward.Disposals == 1);
        catalog.Generators.ShouldHaveSingleItem().Disposals.ShouldBe(1);
    }

    [Fact]
    public void Build_WhereALaterPartFails_DisposesTheEarlierOnes()
    {
        var catalog = new Catalog();
        var broken = new EnsembleNode(
            new ComponentReference("largest"),
            [
                new TextNormNode(new RewardModelNode(new ComponentReference("a")), Prompts, new TextNormOptions()),
                new RewardModelNode(new ComponentReference("missing")),
            ]);
        Should.Throw<RewardLabException>(() => RewardTree.Build(broken, catalog)).Message.ShouldContain("missing");
        catalog.Rewards.ShouldHaveSingleItem().Disposals.ShouldBe(1);
        catalog.Generators.ShouldHaveSingleItem().Disposals.ShouldBe(1);
    }

    [Fact]
    public void Build_OfAnOptionOutOfRange_MakesNothing()
    {
        var catalog = new Catalog();
        var node = new TextNormNode(new RewardModelNode(new ComponentReference("a")), Prompts, new TextNormOptions { Tau = -1 });
        Should.Throw<RewardLabException>(() => RewardTree.Build(node, catalog)).Message.ShouldContain("Tau");
        catalog.Rewards.ShouldBeEmpty();
    }

    [Fact]
    public void Build_OfAnEnsembleWithoutMembers_IsRefused() =>
        Should.Throw<RewardLabException>(() => RewardTree.Build(new EnsembleNode(new ComponentReference("largest"), []), new Catalog()));

    private sealed class Catalog : IComponentCatalog
    {
        public List<TableReward> Rewards { get; } = [];

        public List<ListedPrompts> Generators { get; } = [];

        public IReadOnlyList<ComponentDescription> Components => [];

        public TComponent Create<TComponent>(ComponentReference reference)
            where TComponent : class
        {
            object component = reference.Id switch
            {
                "missing" => throw new RewardLabException("There is no reward \"missing\"."),
                "largest" => new Max(),
                "listed" => new ListedPrompts(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["two cats"] = ["a cat"] }),
                _ => new TableReward((_, text) => text.Length, reference.Id),
            };
            Rewards.AddRange(new[] { component }.OfType<TableReward>());
            Generators.AddRange(new[] { component }.OfType<ListedPrompts>());
            return (TComponent)component;
        }
    }

    private sealed class Max : IEnsemble
    {
        public string Name => "largest";

        public double[] Combine(IReadOnlyList<double[]> rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i]))];
    }
}
