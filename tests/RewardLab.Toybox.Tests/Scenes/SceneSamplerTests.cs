using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Scenes;

public sealed class SceneSamplerTests
{
    [Fact]
    public void Sample_AnyCounts_HoldsThemInsideAndApart()
    {
        var random = new ToyRandom(11);
        for (var i = 0; i < 500; i++)
        {
            var counts = SceneSampler.SampleCounts(SceneSampler.MaxObjects, random);
            var scene = SceneSampler.Sample(counts, random);
            scene.Counts.ShouldBe(counts);
            foreach (var toyObject in scene.Objects)
            {
                var (width, height) = ObjectBox.HalfExtent(toyObject, scene.Style);
                (toyObject.X - width).ShouldBeGreaterThanOrEqualTo(0);
                (toyObject.Y - height).ShouldBeGreaterThanOrEqualTo(0);
                (toyObject.X + width).ShouldBeLessThanOrEqualTo(Scene.SizePixels);
                (toyObject.Y + height).ShouldBeLessThanOrEqualTo(Scene.SizePixels);
                toyObject.Radius.ShouldBeInRange(6.5f, 10.5f);
                scene.Objects.Where(o => o != toyObject).ShouldAllBe(o => ObjectBox.Gap(o, toyObject, scene.Style) >= SceneSampler.GapPixels);
            }
        }
    }

    [Fact]
    public void Sample_ManySixes_AlwaysFindsRoom()
    {
        var random = new ToyRandom(12);
        for (var i = 0; i < 300; i++)
        {
            SceneSampler.Sample(ToyCounts.From((ToyClass.Ball, 6)), random).Objects.Count.ShouldBe(6);
        }
    }

    [Fact]
    public void Sample_SevenObjects_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SceneSampler.Sample(ToyCounts.From((ToyClass.Cat, 7)), new ToyRandom(1)));

    [Fact]
    public void SampleCounts_ManyDraws_UsesEveryClassAndTotal()
    {
        var random = new ToyRandom(13);
        var sampled = Enumerable.Range(0, 2_000).Select(_ => SceneSampler.SampleCounts(4, random)).ToArray();
        sampled.ShouldAllBe(c => c.Total >= 1 && c.Total <= 4);
        sampled.Select(c => c.Total).Distinct().Count().ShouldBe(4);
        ToyClasses.All.ShouldAllBe(c => sampled.Any(d => d[c] == 4) && sampled.Any(d => d[c] > 0 && d[c] < d.Total));
    }
}
