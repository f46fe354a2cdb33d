using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;
using RewardLab.Calibration.Trees;

namespace RewardLab.Calibration.Tests.TextNorms;

public sealed class TextNormTests
{
    private static readonly Dictionary<string, string[]> Sets = new(StringComparer.Ordinal)
    {
        ["two cats"] = ["a cat", "three cats", "a cat"],
        ["a cat"] = ["two cats", "three cats"],
        ["itself"] = ["itself", "other"],
        ["nothing"] = [],
    };

    private static readonly Gen<double[]> Scores = Gen.Double[-50, 50].Array[2, 8];

    [Fact]
    public void Score_OfSeveralPromptsAndImages_AsksOnceForEachTextOnce()
    {
        var inner = new TableReward((image, text) => image + text.Length);
        using var reward = new TextNorm(inner, new ListedPrompts(Sets), new TextNormOptions());
        var grid = reward.Score(TableReward.Images(1, 2, 3), ["two cats", "a cat", "two cats"], TestContext.Current.CancellationToken);
        (grid.ImageCount, grid.PromptCount).ShouldBe((3, 3));
        inner.Calls.ShouldHaveSingleItem().ShouldBe(["two cats", "a cat", "three cats"]);
        grid.Column(0).ShouldBe(grid.Column(2));
    }

    [Fact]
    public void Score_AskedAgain_MakesNoSetAgain()
    {
        var prompts = new ListedPrompts(Sets);
        using var reward = new TextNorm(new TableReward((_, text) => text.Length), prompts, new TextNormOptions());
        for (var call = 0; call < 3; call++)
        {
            reward.Score(TableReward.Images(1), ["two cats", "a cat"], TestContext.Current.CancellationToken);
        }

        prompts.Generated.ShouldBe(2);
    }

    [Fact]
    public void Score_DuplicateContrastivePrompts_EqualsEquationOneWithThemKept()
    {
        // exp(0/2) / (exp(0/2) + 2 exp(1/2) + exp(-1/2)), by hand: "a cat" stands twice in the set.
        var inner = new TableReward((_, text) => text switch { "two cats" => 3, "a cat" => 4, _ => 2 });
        using var reward = new TextNorm(inner, new ListedPrompts(Sets), new TextNormOptions { Tau = 2 });
        var score = reward.Score(TableReward.Images(0), "two cats", TestContext.Current.CancellationToken);
        score.ShouldHaveSingleItem().ShouldBe(0.2039163f, 1e-6f);
    }

    [Fact]
    public void Score_OfASetThatRepeatsThePrompt_CountsItTwice()
    {
        using var reward = new TextNorm(new TableReward((_, _) => 5), new ListedPrompts(Sets), new TextNormOptions { Tau = 1 });
        reward.Score(TableReward.Images(0), "itself", TestContext.Current.CancellationToken)[0].ShouldBe(1f / 3, 1e-7f);
    }

    [Fact]
    public void Score_WithAPartThatDependsOnTheImageAlone_CancelsIt()
    {
        float Match(byte image, string text) => (image * text.Length % 7) / 3f;
        using var plain = new TextNorm(new TableReward(Match), new ListedPrompts(Sets), new TextNormOptions { Tau = 1 });
        using var swayed = new TextNorm(
            new TableReward((image, text) => Match(image, text) + (image * 4)), new ListedPrompts(Sets), new TextNormOptions { Tau = 1 });
        var images = TableReward.Images(0, 3, 60, 200);
        swayed.Score(images, "two cats", TestContext.Current.CancellationToken)
            .ShouldBe(plain.Score(images, "two cats", TestContext.Current.CancellationToken), 1e-4);
    }

    [Fact]
    public void TextNorm_OfARewardThatIgnoresPrompts_IsRefused() =>
        Should.Throw<RewardLabException>(() => new TextNorm(Ignoring("size"), new ListedPrompts(Sets), new TextNormOptions())).Message.ShouldBe(
            "TextNorm of size means nothing: its scores do not depend on the prompt, so every image would get the same share. Use size without TextNorm.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TextNorm_OfAnEnsemble_IsRefusedWhereAllItsMembersIgnorePrompts(bool all)
    {
        using var ensemble = new EnsembleReward([Ignoring("size"), new MemoisedReward(all ? Ignoring("sharpness") : new TableReward((_, _) => 1))], new Sum());
        ensemble.ShouldBeAssignableTo<IRewardModel>()!.IgnoresPrompts.ShouldBe(all);
        var build = () => new TextNorm(ensemble, new ListedPrompts(Sets), new TextNormOptions());
        if (all)
        {
            Should.Throw<RewardLabException>(build).Message.ShouldContain("do not depend on the prompt");
        }
        else
        {
            build().Name.ShouldBe("TextNorm(sum(size, table))");
        }
    }

    [Fact]
    public void Share_OverEveryTextOfASet_SumsToOne() =>
        Gen.Select(Scores, Gen.Double[0.01, 20]).Sample((scores, tau) =>
            Math.Abs(Enumerable.Range(0, scores.Length).Sum(i => Share(scores, i, tau)) - 1) < 1e-12);

    [Fact]
    public void Share_WithAConstantAdded_StaysTheSame() =>
        Gen.Select(Gen.Int[-100, 100].Array[2, 8], Gen.Int[-1000, 1000], Gen.Double[0.1, 20]).Sample((scores, constant, tau) =>
            Share(Array.ConvertAll(scores, value => (double)value), 0, tau) == Share(Array.ConvertAll(scores, value => (double)(value + constant)), 0, tau));

    [Fact]
    public void Share_AnyScores_RisesWithThePromptsScoreAndFallsWithAContrastivePrompts() =>
        Gen.Select(Gen.Double[-5, 5].Array[2, 8], Gen.Double[0.1, 5]).Sample((scores, step) =>
        {
            var before = Share(scores, 0, 1);
            double[] higher = [scores[0] + step, .. scores.Skip(1)];
            double[] harder = [.. scores.SkipLast(1), scores[^1] + step];
            return Share(higher, 0, 1) > before && Share(harder, 0, 1) < before;
        });

    [Fact]
    public void LogitDifference_AnyScores_IsTheLogOddsOfTheShare() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Double[-5, 5].Array[1, 6], Gen.Double[0.5, 10]).Sample((own, contrastivePrompts, tau) =>
        {
            var share = ContrastiveSoftmax.Share(own, contrastivePrompts, tau);
            ContrastiveSoftmax.LogitDifference(own, contrastivePrompts, tau).ShouldBe(Math.Log(share / (1 - share)), 1e-6);
        });

    [Fact]
    public void LogitDifference_WhereTheShareIsOneOrNone_StillTellsImagesApart()
    {
        ContrastiveSoftmax.LogitDifference(1000, [0, -1], 0.01).ShouldBe(100_000, 1);
        ContrastiveSoftmax.LogitDifference(999, [0, -1], 0.01).ShouldBe(99_900, 1);
        ContrastiveSoftmax.LogitDifference(-1000, [0, 0], 0.01).ShouldBe(-100_000 - Math.Log(2), 1e-6);
        Should.Throw<ArgumentException>(() => ContrastiveSoftmax.LogitDifference(0, [], 1));
        Should.Throw<ArgumentException>(() => ContrastiveSoftmax.LogitDifference(float.NaN, [0], 1));
        Should.Throw<ArgumentException>(() => ContrastiveSoftmax.LogitDifference(0, [float.PositiveInfinity], 1));
    }

    [Fact]
    public void Share_AtExtremesOfTau_TendsToTheBestAndToUniform()
    {
        ContrastiveSoftmax.Share(3, [1, 2], 1e-6).ShouldBe(1);
        ContrastiveSoftmax.Share(1, [3, 2], 1e-6).ShouldBe(0);
        ContrastiveSoftmax.Share(3, [3, 2], 1e-6).ShouldBe(0.5);
        ContrastiveSoftmax.Share(3, [1, 2], 1e6).ShouldBe(1.0 / 3, 1e-5);
    }

    [Fact]
    public void Share_OfHugeScores_DoesNotOverflow()
    {
        ContrastiveSoftmax.Share(float.MaxValue, [-float.MaxValue], 1e-6).ShouldBe(1);
        ContrastiveSoftmax.Share(-float.MaxValue, [float.MaxValue], 1e-6).ShouldBe(0);
        ContrastiveSoftmax.Share(1e30f, [1e30f], 1).ShouldBe(0.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e7)]
    public void TextNorm_OfATauOutOfRange_NamesIt(double tau) =>
        Should.Throw<RewardLabException>(() => new TextNorm(new TableReward((_, _) => 0), new ListedPrompts(Sets), new TextNormOptions { Tau = tau }))
            .Message.ShouldContain("Tau");

    [Fact]
    public void Score_WhereTheInnerRewardIsNotFinite_NamesImageAndText()
    {
        using var reward = new TextNorm(
            new TableReward((image, text) => image == 2 && text == "three cats" ? float.NaN : 0, "shaky"), new ListedPrompts(Sets), new TextNormOptions());
        var message = Should.Throw<RewardLabException>(() => reward.Score(TableReward.Images(1, 2), "a cat", TestContext.Current.CancellationToken)).Message;
        message.ShouldContain("shaky");
        message.ShouldContain("image 1");
        message.ShouldContain("\"three cats\"");
    }

    [Fact]
    public void Score_OfAPromptWithoutContrastivePrompts_IsRefused()
    {
        using var reward = new TextNorm(new TableReward((_, _) => 0), new ListedPrompts(Sets), new TextNormOptions());
        Should.Throw<RewardLabException>(() => reward.Score(TableReward.Images(1), "nothing", TestContext.Current.CancellationToken))
            .Message.ShouldContain("returns no contrastive prompts for \"nothing\"");
        Should.Throw<RewardLabException>(() => reward.Score(TableReward.Images(1), "unheard of", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Score_OfNoImageOrNoPrompt_IsAnEmptyGrid()
    {
        using var reward = new TextNorm(new TableReward((_, _) => 0), new ListedPrompts(Sets), new TextNormOptions());
        reward.Score(TableReward.Images(), ["a cat"], TestContext.Current.CancellationToken).PromptCount.ShouldBe(1);
        reward.Score(TableReward.Images(1, 2), [], TestContext.Current.CancellationToken).ImageCount.ShouldBe(2);
    }

    private static double Share(double[] scores, int own, double tau) =>
        ContrastiveSoftmax.Share(scores[own], [.. scores.Where((_, i) => i != own)], tau);

    private static TableReward Ignoring(string name) => new((image, _) => image, name) { IgnoresPrompts = true };

    private sealed class Sum : IEnsemble
    {
        public string Name => "sum";

        public double[] Combine(IReadOnlyList<double[]> scores) => [.. Enumerable.Range(0, scores[0].Length).Select(i => scores.Sum(row => row[i]))];
    }
}
