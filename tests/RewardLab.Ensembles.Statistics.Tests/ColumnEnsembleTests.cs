using CsCheck;
using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics.Tests;

public sealed class ColumnEnsembleTests
{
    private static readonly Gen<double[][]> Rows = Gen.Int[1, 5].SelectMany(length => Gen.Double[0, 1].Array[length].Array[1, 6]);

    [Fact]
    public void WorstCase_OfThreeRows_IsTheLowestOfEachColumn() => new WorstCaseEnsemble().Combine([[0.2, 0.9], [0.5, 0.1], [0.3, 0.4]]).ShouldBe([0.2, 0.1]);

    [Fact]
    public void Median_OddAndEven_IsTheMiddle()
    {
        new MedianEnsemble().Combine([[0.2], [0.9], [0.5]]).ShouldBe([0.5]);
        new MedianEnsemble().Combine([[0.25], [0.75], [0.5], [1]]).ShouldBe([0.625]);
    }

    [Fact]
    public void LogMean_OfTwoRows_IsTheRootOfTheirProduct()
    {
        new LogMeanEnsemble().Combine([[0.25, 0], [1, 0.7]]).ShouldBe([0.5, 0]);
        Should.Throw<RewardLabException>(() => new LogMeanEnsemble().Combine([[-0.1]])).Message.ShouldContain("not negative");
    }

    [Fact]
    public void Weighted_OfTwoRows_IsTheWeightedMean()
    {
        new WeightedEnsemble([3, 1]).Combine([[1, 0], [0, 0.5]]).ShouldBe([0.75, 0.125]);
        Should.Throw<RewardLabException>(() => new WeightedEnsemble([1, 1]).Combine([[1]])).Message.ShouldContain("2 weights stand against 1 rewards");
        Should.Throw<RewardLabException>(() => new WeightedEnsemble([0, 0])).Message.ShouldContain("not all 0");
        Should.Throw<RewardLabException>(() => new WeightedEnsemble([1, -1])).Message.ShouldContain("negative");
    }

    [Fact]
    public void All_AnyRows_LieBetweenTheLowestAndTheHighestAndLeaveTheRowsAlone() =>
        Rows.Sample(rows =>
        {
            var before = rows.Select(row => row.ToArray()).ToArray();
            foreach (var ensemble in (IEnsemble[])
            [
                new WorstCaseEnsemble(),
                new MedianEnsemble(),
                new LogMeanEnsemble(),
                new WeightedEnsemble([.. rows.Select((_, i) => i + 1.0)]),
            ])
            {
                var combined = ensemble.Combine(rows);
                for (var i = 0; i < combined.Length; i++)
                {
                    combined[i].ShouldBeInRange(rows.Min(row => row[i]) - 1e-6, rows.Max(row => row[i]) + 1e-6, ensemble.Name);
                }
            }

            rows.Zip(before).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        });
}
