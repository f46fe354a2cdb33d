using System.Text.Json;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Tests.TextNorms;

public sealed class MinMaxTests
{
    private static readonly Gen<double[]> Scores = Gen.Int[-2000, 2000].Select(hundredths => hundredths / 100.0).Array[2, 12];
    private static readonly Gen<double> Scales = Gen.Double[0.1, 30];

    private static readonly Dictionary<string, string[]> Sets = new(StringComparer.Ordinal)
    {
        ["a cat"] = ["two cats", "three cats"],
        ["doubled"] = ["two cats", "doubled", "three cats", "two cats"],
        ["itself"] = ["itself"],
    };

    [Fact]
    public void MinMaxShare_OfTheAuthorsCases_IsTheirs()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "textnorm_minmax.json")));
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        cases.Length.ShouldBe(40);
        foreach (var one in cases)
        {
            double Number(string name) => one.GetProperty(name).GetDouble();
            double Share(string reward)
            {
                double[] scores = [.. one.GetProperty(reward).EnumerateArray().Select(score => score.GetDouble())];
                return ContrastiveSoftmax.MinMaxShare(scores[0], scores.AsSpan(1), Number("scale"));
            }

            Share("imagereward").ShouldBe(Number("textnorm_imagereward"), 1e-12);
            Share("pickscore").ShouldBe(Number("textnorm_pickscore"), 1e-12);
        }
    }

    [Fact]
    public void MinMaxShare_OfAnotherUnit_IsTheSame() =>
        Gen.Select(Scores, Scales, Gen.Double[1e-3, 1e3], Gen.Double[-100, 100]).Sample((scores, scale, slope, shift) =>
            Math.Abs(Share(scores, scale) - Share([.. scores.Select(score => (slope * score) + shift)], scale)) < 1e-7);

    [Fact]
    public void MinMaxShare_OfContrastivePromptsInAnotherOrder_IsTheSame() =>
        Gen.Select(Scores, Scales).Sample((scores, scale) => Math.Abs(Share(scores, scale) - Share([scores[0], .. scores.Skip(1).Reverse()], scale)) < 1e-12);

    [Fact]
    public void MinMaxShare_AnyScores_IsEquationOneAtEachImagesOwnTemperature() =>
        Gen.Select(Scores, Scales).Sample((scores, scale) =>
            scores.Max() == scores.Min()
            || Math.Abs(Share(scores, scale) - ContrastiveSoftmax.Share(scores[0], scores.AsSpan(1), (scores.Max() - scores.Min()) / scale)) < 1e-12);

    [Fact]
    public void MinMaxOrder_AtAScaleThatDoublesHold_IsTheOrderOfShares() =>
        Gen.Select(Scores, Scores, Gen.Double[0.1, 15]).Sample((one, other, scale) =>
        {
            var (first, second) = (Share(one, scale), Share(other, scale));
            return Math.Abs(first - second) < 1e-13 || one.Length != other.Length
                || first > second == ContrastiveSoftmax.MinMaxOrder(one[0], one.AsSpan(1), scale) > ContrastiveSoftmax.MinMaxOrder(
                    other[0], other.AsSpan(1), scale);
        });

    [Theory]
    [InlineData(0.5)]
    [InlineData(10)]
    [InlineData(1e6)]
    public void MinMaxOrder_AtTheEdges_IsFiniteAndInOrder(double scale)
    {
        // The prompt alone at the bottom, at the bottom with others not at the top, all equal, at the top with another, alone at the top.
        double[][] images = [[0, 1, 1], [0, 0.5, 1], [1, 1, 1], [1, 1, 0], [1, 0, 0]];
        double[] keys = [.. images.Select(scores => ContrastiveSoftmax.MinMaxOrder(scores[0], scores.AsSpan(1), scale))];
        keys.ShouldAllBe(key => double.IsFinite(key));
        keys.ShouldBe(keys.Order());
        keys.Distinct().Count().ShouldBe(keys.Length);
        double.IsFinite(ContrastiveSoftmax.MinMaxOrder(2, [2], scale)).ShouldBeTrue();
        double.IsFinite(ContrastiveSoftmax.MinMaxOrder(0, [1], scale)).ShouldBeTrue();
    }

    [Fact]
    public void MinMaxShare_AnyScores_RisesWithThePromptsScore() =>
        Gen.Select(Scores, Scales, Gen.Double[0.01, 5])
            .Sample((scores, scale, step) => Share([scores[0] + step, .. scores.Skip(1)], scale) >= Share(scores, scale) - 1e-12);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void MinMaxShare_OfEqualScores_IsUniform(int contrastivePrompts) =>
        ContrastiveSoftmax.MinMaxShare(0.3, [.. Enumerable.Repeat(0.3, contrastivePrompts)], 10).ShouldBe(1.0 / (contrastivePrompts + 1), 1e-15);

    [Fact]
    public void Score_WhereNothingIsSpecified_IsMinMaxWithTheDefaultScale()
    {
        static float Inner(byte image, string text) => (image * text.Length % 13) / 5f;
        using var plain = new TextNorm(new TableReward(Inner), new ListedPrompts(Sets), new TextNormOptions());
        var images = TableReward.Images(1, 2, 3, 50);
        var scores = plain.Score(images, "a cat", TestContext.Current.CancellationToken);
        for (var i = 0; i < images.Count; i++)
        {
            var image = images[i][0];
            scores[i].ShouldBe(
                (float)ContrastiveSoftmax.MinMaxShare(
                    Inner(image, "a cat"), [Inner(image, "two cats"), Inner(image, "three cats")], TextNormOptions.DefaultScale),
                1e-7f);
        }

        plain.Options.Describe().ShouldBe("min-max, scale 10");
    }

    [Fact]
    public void Score_OfContrastivePromptsThatRepeat_CountsEachTextOnceAndLeavesThePromptOut()
    {
        static float Inner(byte image, string text) => text switch { "two cats" => 1, "three cats" => image, _ => 2 };
        using var reward = new TextNorm(new TableReward(Inner), new ListedPrompts(Sets), new TextNormOptions { Scale = 5 });
        var images = TableReward.Images(0, 1, 4);
        reward.Score(images, "doubled", TestContext.Current.CancellationToken).ShouldBe(reward.Score(images, "a cat", TestContext.Current.CancellationToken));
        Should.Throw<RewardLabException>(() => reward.Score(images, "itself", TestContext.Current.CancellationToken)).Message.ShouldContain("except itself");
    }

    [Theory]
    [InlineData(0.3, 10.0, null, "either tau")]
    [InlineData(0.3, null, TextNormVariant.MinMax, "variant minMax has a scale")]
    [InlineData(null, 10.0, TextNormVariant.Equation1, "variant equation1 has a tau")]
    [InlineData(null, 10.0, TextNormVariant.LogitDifference, "variant logitDifference has a tau")]
    [InlineData(null, 0.0, null, "Scale")]
    public void TextNorm_OfSettingsThatDoNotGoTogether_IsRefused(double? tau, double? scale, TextNormVariant? variant, string message)
    {
        var options = new TextNormOptions { Tau = tau, Scale = scale, Variant = variant };
        var error = Should.Throw<RewardLabException>(() => new TextNorm(new TableReward((_, _) => 0), new ListedPrompts(Sets), options)).Message;
        error.ShouldContain(message);
        error.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(null, null, null, "min-max, scale 10")]
    [InlineData(null, 3.0, null, "min-max, scale 3")]
    [InlineData(0.3, null, null, "equation 1, tau 0.3")]
    [InlineData(null, null, TextNormVariant.Equation1, "equation 1, tau 1")]
    [InlineData(0.3, null, TextNormVariant.LogitDifference, "logit difference, tau 0.3")]
    public void Describe_OfSettings_SaysWhatRuns(double? tau, double? scale, TextNormVariant? variant, string words) =>
        new TextNormOptions { Tau = tau, Scale = scale, Variant = variant }.Describe().ShouldBe(words);

    private static double Share(double[] scores, double scale) => ContrastiveSoftmax.MinMaxShare(scores[0], scores.AsSpan(1), scale);
}
