using RewardLab.Abstractions;
using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Annotation;

public sealed class ImageAppealTests
{
    private static readonly Scene Plain = new() { Objects = [ToyImages.At(ToyClass.Apple, 32, 32, 9)], Ground = ToyImages.Grey, Brightness = 0.9f };

    [Fact]
    public void Of_BrighterImage_IsHigher() => Appeal(Plain with { Brightness = 1.05f }).ShouldBeGreaterThan(Appeal(Plain) + 0.05);

    [Fact]
    public void Of_NoisierImage_IsLower() => Appeal(Plain with { NoiseSigma = 6 }).ShouldBeLessThan(Appeal(Plain) - 0.05);

    [Fact]
    public void Of_LargerObject_IsHigher() =>
        Appeal(Plain with { Objects = [ToyImages.At(ToyClass.Apple, 32, 32, 10.5f)] })
            .ShouldBeGreaterThan(Appeal(Plain with { Objects = [ToyImages.At(ToyClass.Apple, 32, 32, 6.5f)] }) + 0.02);

    [Fact]
    public void Of_DullerColours_IsLower()
    {
        var pixels = SceneRenderer.Render(Plain);
        var dull = Array.ConvertAll(pixels, v => (byte)v);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var mean = (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3;
            for (var channel = i; channel < i + 3; channel++)
            {
                dull[channel] = (byte)(mean + ((pixels[channel] - mean) * 2 / 3));
            }
        }

        ImageAppeal.Compute(dull).ShouldBeLessThan(ImageAppeal.Compute(pixels) - 0.03);
    }

    [Fact]
    public void Of_RandomRenders_SpreadsAroundOneHalf()
    {
        var random = new ToyRandom(31);
        var appeals = Enumerable.Range(0, 1_000)
            .Select(_ => Appeal(SceneSampler.Sample(SceneSampler.SampleCounts(4, random), random))).ToArray();
        appeals.ShouldAllBe(a => a >= 0 && a <= 1);
        var mean = appeals.Average();
        mean.ShouldBe(0.5, 0.05);
        Math.Sqrt(appeals.Average(a => (a - mean) * (a - mean))).ShouldBe(0.2, 0.04);
    }

    [Fact]
    public void Of_WrongSize_IsRefused() => Should.Throw<RewardLabException>(() => ImageAppeal.Compute(new byte[3]));

    private static double Appeal(Scene scene) => ImageAppeal.Compute(SceneRenderer.Render(scene));
}
