using System.ComponentModel.DataAnnotations;
using CsCheck;
using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics.Tests;

public sealed class EnsembleTests
{
    private static readonly Gen<double[][]> Rows = Gen.Int[1, 5].SelectMany(length => Gen.Double[-1, 1].Array[length].Array[1, 6]);

    [Fact]
    public void Mean_OfTwoRows_AveragesEachColumn() => Mean().Combine([[0.25, 1], [0.75, 0]]).ShouldBe([0.5, 0.5]);

    [Fact]
    public void Uncertainty_OfThreeRows_TakesLambdaTimesThePopulationVariance()
    {
        // Mean 0.5; squared distances 0.16, 0, 0.16, so a variance of 0.32 / 3 and not 0.32 / 2.
        Uncertainty(0.5).Combine([[0.1], [0.5], [0.9]])[0].ShouldBe(0.5 - (0.5 * 0.32 / 3), 1e-7);
    }

    [Fact]
    public void Uncertainty_WithoutLambda_IsTheMean() =>
        Rows.Sample(rows => Uncertainty(0).Combine(rows).SequenceEqual(Mean().Combine(rows)));

    [Fact]
    public void Uncertainty_OfOneReward_IsThatReward() => Uncertainty(1000).Combine([[0.25, 0.75]]).ShouldBe([0.25, 0.75]);

    [Fact]
    public void Ensembles_InAnyOrderOfMembers_GiveTheSame() =>
        Rows.Sample(rows =>
        {
            var turned = rows.Reverse().ToArray();
            Mean().Combine(turned).ShouldBe(Mean().Combine(rows), 1e-6);
            Uncertainty(0.7).Combine(turned).ShouldBe(Uncertainty(0.7).Combine(rows), 1e-6);
        });

    [Fact]
    public void Uncertainty_WhereMembersAgree_IsAboveWhereTheyDoNot()
    {
        var combined = Uncertainty(0.1).Combine([[0.5, 0.2], [0.5, 0.8]]);
        combined[0].ShouldBeGreaterThan(combined[1]);
    }

    [Fact]
    public void Ensembles_OfNoRowOrRaggedRows_RefuseThem()
    {
        foreach (var ensemble in new[] { Mean(), Uncertainty(1) })
        {
            Should.Throw<ArgumentException>(() => ensemble.Combine([]));
            Should.Throw<ArgumentException>(() => ensemble.Combine([[1], [1, 2]]));
        }
    }

    [Theory]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Lambda_OutOfRange_BreaksItsAnnotation(double lambda, bool valid)
    {
        var options = new UncertaintyOptions { Lambda = lambda };
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true).ShouldBe(valid);
    }

    private static IEnsemble Mean() => new MeanEnsembleFactory().Create((object)new NoOptions(), Context());

    private static IEnsemble Uncertainty(double lambda) =>
        new UncertaintyEnsembleFactory().Create((object)new UncertaintyOptions { Lambda = lambda }, Context());

    private static ComponentContext Context() => new() { PluginFolder = "", CacheFolder = "", Components = null! };
}
