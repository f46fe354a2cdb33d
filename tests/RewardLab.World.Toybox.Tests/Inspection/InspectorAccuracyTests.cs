using RewardLab.Abstractions;
using RewardLab.World.Toybox.Inspection;
using RewardLab.World.Toybox.Rendering;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Tests.Inspection;

/// <summary>Accuracy over random scenes of every ground, style, noise and number of objects; seeds that nothing was tuned on.</summary>
public sealed class InspectorAccuracyTests(ITestOutputHelper output)
{
    [Fact]
    public void Inspect_CleanRenders_IsRightOnNinetyNineOfAHundred() =>
        AccuracyOver(2_400, "clean", (pixels, _) => pixels).ShouldBeGreaterThanOrEqualTo(0.99);

    [Fact]
    public void Inspect_PicturesThatLostFineDetail_IsRightOnNinetySevenOfAHundred() =>
        AccuracyOver(1_200, "degraded", (pixels, random) => Pictures.Degraded(pixels, 0.45f, 3, random)).ShouldBeGreaterThanOrEqualTo(0.97);

    private double AccuracyOver(int count, string name, Func<byte[], ToyRandom, byte[]> degrade)
    {
        var truths = new ToyCounts[count];
        var pictures = new byte[count][];
        var seeds = SeedStream.Of(2024, $"report-{name}");
        for (var i = 0; i < count; i++)
        {
            var random = new ToyRandom(seeds[i]);
            var scene = SceneSampler.Sample(SceneSampler.SampleCounts(SceneSampler.MaxObjects, random), random);
            truths[i] = scene.Counts;
            pictures[i] = degrade(SceneRenderer.Render(scene), random);
        }

        var batch = new ImageBatch([.. pictures.SelectMany(p => p)], count, Scene.SizePixels, Scene.SizePixels);
        var inspections = Inspector.Inspect(batch, TestContext.Current.CancellationToken);
        var wrong = Enumerable.Range(0, count).Where(i => !inspections[i].Counts.Equals(truths[i])).ToArray();
        foreach (var i in wrong)
        {
            output.WriteLine($"{name} {i}: {truths[i]} seen as {inspections[i].Counts}");
        }

        output.WriteLine($"{name}: {count - wrong.Length} of {count} right, mean fidelity {inspections.Average(x => x.Fidelity):F3}");
        return 1 - (wrong.Length / (double)count);
    }
}
