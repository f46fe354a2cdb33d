using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Scenes;

public sealed class ToyRandomTests
{
    [Fact]
    public void NextUInt64_SeedZero_MatchesTheReferenceGenerator()
    {
        // xoshiro256** with its state filled by SplitMix64 from 0, as the authors' C sources give it.
        var random = new ToyRandom(0);
        random.NextUInt64().ShouldBe(0x99EC5F36CB75F2B4UL);
        random.NextUInt64().ShouldBe(0xBF6E1F784956452AUL);
        random.NextUInt64().ShouldBe(0x1A5F849D4933E6E0UL);
    }

    [Fact]
    public void NextNoise_ManyDraws_HasMeanZeroAndDeviationOne()
    {
        var random = new ToyRandom(1);
        var samples = Enumerable.Range(0, 100_000).Select(_ => (double)random.NextNoise()).ToArray();
        samples.Average().ShouldBe(0, 0.02);
        Math.Sqrt(samples.Average(d => d * d)).ShouldBe(1, 0.02);
    }

    [Fact]
    public void Next_ManyDraws_CoversEveryValueEvenly()
    {
        var random = new ToyRandom(2);
        var counts = new int[5];
        for (var i = 0; i < 50_000; i++)
        {
            counts[random.Next(5)]++;
        }

        counts.ShouldAllBe(c => c > 9_500 && c < 10_500);
    }
}
