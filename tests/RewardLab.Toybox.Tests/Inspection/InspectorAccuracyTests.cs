using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Inspection;

/// <summary>Accuracy over random scenes of every ground, style, noise and number of objects; seeds that nothing was tuned on.</summary>
public sealed class InspectorAccuracyTests(ITestOutputHelper output)
{
    [Fact]
    public void Inspect_CleanRenders_IsRightOnNinetyNineOfAHundred() =>
        AccuracyOver(2_400, "clean", (pixels, _) => pixels).ShouldBeGreaterThanOrEqualTo(0.99);

    [Fact]
    public void Inspect_ImagesThatLostFineDetail_IsRightOnNinetySevenOfAHundred() =>
        AccuracyOver(1_200, "degraded", (pixels, random) => ToyImages.Degraded(pixels, 0.45f, 3, random)).ShouldBeGreaterThanOrEqualTo(0.97);

    [Fact]
    public void Inspect_ColoursOfRightlySeenScenes_AreTheirNamesInNinetyNineOfAHundred()
    {
        var (right, all) = (0, 0);
        var seeds = SeedStream.Create(2024, "report-colours");
        for (var i = 0; i < 600; i++)
        {
            var random = new ToyRandom(seeds[i]);
            var scene = SceneSampler.Sample(SceneSampler.SampleCounts(SceneSampler.MaxObjects, random), random);
            var pixels = SceneRenderer.Render(scene);
            foreach (var seen in Inspector.Inspect(i % 2 == 0 ? pixels : ToyImages.Degraded(pixels, 0.45f, 3, random)).Objects)
            {
                var (x, y) = (seen.Left + (seen.Width / 2f), seen.Top + (seen.Height / 2f));
                var nearest = scene.Objects.MinBy(drawing => ((drawing.X - x) * (drawing.X - x)) + ((drawing.Y - y) * (drawing.Y - y)))!;
                if (nearest.Class == seen.Class)
                {
                    var isRight = seen.Colour == ToyPalette.NamesOf(seen.Class)[nearest.Colour];
                    right += isRight ? 1 : 0;
                    all++;
                    if (!isRight)
                    {
                        output.WriteLine($"colours {i}: {ToyPalette.NamesOf(seen.Class)[nearest.Colour]} {seen.Class} seen as {seen.Colour}, {scene.Style}");
                    }
                }
            }
        }

        output.WriteLine($"colours: {right} of {all} right");
        all.ShouldBeGreaterThan(1_500);
        ((double)right / all).ShouldBeGreaterThanOrEqualTo(0.99);
    }

    private double AccuracyOver(int count, string name, Func<byte[], ToyRandom, byte[]> degrade)
    {
        var groundTruths = new ToyCounts[count];
        var images = new byte[count][];
        var seeds = SeedStream.Create(2024, $"report-{name}");
        for (var i = 0; i < count; i++)
        {
            var random = new ToyRandom(seeds[i]);
            var scene = SceneSampler.Sample(SceneSampler.SampleCounts(SceneSampler.MaxObjects, random), random);
            groundTruths[i] = scene.Counts;
            images[i] = degrade(SceneRenderer.Render(scene), random);
        }

        var batch = new ImageBatch([.. images.SelectMany(p => p)], count, Scene.SizePixels, Scene.SizePixels);
        var inspections = Inspector.Inspect(batch, TestContext.Current.CancellationToken);
        var wrong = Enumerable.Range(0, count).Where(i => !inspections[i].Counts.Equals(groundTruths[i])).ToArray();
        foreach (var i in wrong)
        {
            output.WriteLine($"{name} {i}: {groundTruths[i]} seen as {inspections[i].Counts}");
        }

        output.WriteLine($"{name}: {count - wrong.Length} of {count} right, mean fidelity {inspections.Average(x => x.Fidelity):F3}");
        return 1 - (wrong.Length / (double)count);
    }
}
