using RewardLab.Torch.Randomness;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Randomness;

public sealed class SeededNoiseTests
{
    [Fact]
    public void Fill_FirstPair_IsBoxAndMullersOfTheKnownBits()
    {
        var values = new float[2];
        SeededNoise.Fill(seed: 0, stream: 0, values);

        // Worked out from Philox' published answer to zeros.
        values[0].ShouldBe(-0.12151798f, 1e-6f);
        values[1].ShouldBe(-1.3500327f, 1e-6f);
    }

    [Fact]
    public void Fill_ManyValues_HaveNormalMomentsAndTails()
    {
        var values = new float[1_000_000];
        SeededNoise.Fill(seed: 42, stream: 3, values);

        // Five standard errors each: 1/sqrt(n), sqrt(2/n), sqrt(6/n), sqrt(24/n).
        values.Average(x => (double)x).ShouldBe(0, 0.005);
        values.Average(x => (double)x * x).ShouldBe(1, 0.0071);
        values.Average(x => Math.Pow(x, 3)).ShouldBe(0, 0.0195);
        values.Average(x => Math.Pow(x, 4)).ShouldBe(3, 0.05);
        (values.Count(x => Math.Abs(x) > 1.959964) / 1e6).ShouldBe(0.05, 0.0011);
        (values.Zip(values.Skip(1), (x, y) => (double)x * y).Average()).ShouldBe(0, 0.005);
    }

    [Fact]
    public void Fill_ShorterSpan_IsAPrefix()
    {
        var (longer, shorter) = (new float[101], new float[37]);
        SeededNoise.Fill(7, 1, longer);
        SeededNoise.Fill(7, 1, shorter);

        longer.AsSpan(0, 37).SequenceEqual(shorter).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1UL, 0UL, 2UL, 0UL)]
    [InlineData(1UL, 0UL, 1UL, 1UL)]
    [InlineData(1UL, 0UL, 1UL << 32, 0UL)]
    [InlineData(1UL, 1UL << 32, 1UL, 0UL)]
    public void Fill_OtherSeedOrStream_IsUncorrelated(ulong seed, ulong stream, ulong otherSeed, ulong otherStream)
    {
        var (first, second) = (new float[100_000], new float[100_000]);
        SeededNoise.Fill(seed, stream, first);
        SeededNoise.Fill(otherSeed, otherStream, second);

        first.Zip(second, (x, y) => (double)x * y).Average().ShouldBe(0, 5 / Math.Sqrt(100_000));
    }

    [Fact]
    public void Normal_AnyBatch_DependsOnItsOwnSeed()
    {
        using var scope = NewDisposeScope();

        var alone = SeededNoise.Normal([9], [4, 5, 3], stream: 2);
        var among = SeededNoise.Normal([3, 9, 1], [4, 5, 3], stream: 2);

        among.shape.ShouldBe([3, 4, 5, 3]);
        among[1].data<float>().ToArray().ShouldBe(alone.data<float>().ToArray());
    }
}
