using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Rendering;

public sealed class SceneRendererTests
{
    private static readonly Ground Grey = new(GroundKind.Plain, new Rgb(0.8f, 0.8f, 0.8f), new Rgb(0.8f, 0.8f, 0.8f), 16, 0);

    [Fact]
    public void Render_SameScene_GivesTheSameBytes()
    {
        var scene = SceneSampler.Sample(ToyCounts.From((ToyClass.Cat, 2), (ToyClass.Star, 1)), new ToyRandom(3));
        SceneRenderer.Render(scene).ShouldBe(SceneRenderer.Render(scene));
    }

    [Fact]
    public void Render_OtherNoiseSeed_GivesOtherBytes()
    {
        var scene = SceneSampler.Sample(ToyCounts.From((ToyClass.Cat, 2)), new ToyRandom(3)) with { NoiseSigma = 4 };
        SceneRenderer.Render(scene).ShouldNotBe(SceneRenderer.Render(scene with { NoiseSeed = 1 }));
    }

    [Fact]
    public void Render_EmptyPlainScene_IsTheGroundTimesBrightness()
    {
        var pixels = SceneRenderer.Render(new Scene { Objects = [], Ground = Grey, Brightness = 0.5f });
        pixels.ShouldAllBe(value => value == 102);
    }

    [Fact]
    public void Render_NoisyGround_DeviatesBySigma()
    {
        var pixels = SceneRenderer.Render(new Scene { Objects = [], Ground = Grey, Brightness = 0.5f, NoiseSigma = 5, NoiseSeed = 9 });
        Math.Sqrt(pixels.Average(v => (v - 102.0) * (v - 102.0))).ShouldBe(5, 0.3);
    }

    [Theory]
    [InlineData(ToyClass.Apple)]
    [InlineData(ToyClass.Ball)]
    [InlineData(ToyClass.Cat)]
    [InlineData(ToyClass.Cup)]
    [InlineData(ToyClass.Fish)]
    [InlineData(ToyClass.Star)]
    public void Render_OneObject_FillsItsBoxAndNoMore(ToyClass toyClass)
    {
        foreach (var style in Enum.GetValues<ObjectStyle>())
        {
            var toyObject = new SceneObject(toyClass, 32, 32, 10, 0, false);
            var pixels = SceneRenderer.Render(new Scene { Objects = [toyObject], Ground = Grey, Style = style });
            var touched = Enumerable.Range(0, 64 * 64)
                .Where(i => pixels.AsSpan(i * 3, 3).ToArray().Any(v => Math.Abs(v - 204) > 8)).ToArray();
            var (width, height) = ObjectBox.HalfExtent(toyObject, style);
            ((double)touched.Min(i => i % 64)).ShouldBe(32 - width, 1.1);
            (touched.Max(i => i % 64) + 1.0).ShouldBe(32 + width, 1.1);
            ((double)touched.Min(i => i / 64)).ShouldBe(32 - height, 1.1);
            (touched.Max(i => i / 64) + 1.0).ShouldBe(32 + height, 1.1);
        }
    }

    [Fact]
    public void Render_MirroredCup_IsTheMirrorImage()
    {
        var cup = new SceneObject(ToyClass.Cup, 32, 32, 9, 1, false);
        var plain = SceneRenderer.Render(new Scene { Objects = [cup], Ground = Grey });
        var mirrored = SceneRenderer.Render(new Scene { Objects = [cup with { Mirror = true }], Ground = Grey });
        mirrored.ShouldNotBe(plain);
        for (var i = 0; i < 64 * 64; i++)
        {
            var other = (i / 64 * 64) + 63 - (i % 64);
            mirrored.AsSpan(i * 3, 3).SequenceEqual(plain.AsSpan(other * 3, 3)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Render_Batch_HoldsTheSingleImages()
    {
        var random = new ToyRandom(5);
        var scenes = Enumerable.Range(0, 3).Select(_ => SceneSampler.Sample(ToyCounts.From((ToyClass.Fish, 2)), random)).ToArray();
        var batch = SceneRenderer.Render(scenes);
        for (var i = 0; i < scenes.Length; i++)
        {
            batch[i].ToArray().ShouldBe(SceneRenderer.Render(scenes[i]));
        }
    }
}
