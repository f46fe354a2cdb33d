using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Annotation;

public sealed class PreferenceSimulatorTests
{
    private static readonly ToyPrompt ThreeStars = ToyPrompt.Parse("three stars");
    private static readonly byte[] One = Stars(1, 0.9f);
    private static readonly byte[] Two = Stars(2, 0.9f);
    private static readonly byte[] Three = Stars(3, 0.9f);

    [Fact]
    public void Utility_WithoutAppeal_RanksByGroundTruthThenCloseness()
    {
        var simulator = new PreferenceSimulator(new PreferenceOptions { AppealWeight = 0 });
        var utilities = new[] { One, Two, Three }.Select(p => simulator.Utility(p, ThreeStars)).ToArray();
        utilities[2].ShouldBe(1.5 + 1.5 + 2, 0.1);
        utilities[1].ShouldBe((1.5 / Math.E) + 2, 0.1);
        utilities[0].ShouldBe((1.5 / Math.E / Math.E) + 2, 0.1);
    }

    [Fact]
    public void Utility_AppealAlone_IgnoresThePrompt()
    {
        var simulator = new PreferenceSimulator(new PreferenceOptions { AlignmentWeight = 0, ClosenessWeight = 0, FidelityWeight = 0, AppealWeight = 3 });
        simulator.Utility(Three, ThreeStars).ShouldBe(3 * ImageAppeal.Compute(Three), 1e-9);
        simulator.Utility(Three, ToyPrompt.Parse("a cup")).ShouldBe(simulator.Utility(Three, ThreeStars), 1e-9);
    }

    [Fact]
    public void Utility_DefaultWeights_LetAppealOutweighCloseness()
    {
        var simulator = new PreferenceSimulator(new PreferenceOptions());
        simulator.Utility(Stars(1, 1.05f), ThreeStars).ShouldBeGreaterThan(simulator.Utility(Stars(2, 0.72f), ThreeStars));
    }

    [Fact]
    public void PrefersFirst_ManyDraws_FollowsTheLogistic()
    {
        var simulator = new PreferenceSimulator(new PreferenceOptions());
        var expected = 1 / (1 + Math.Exp(simulator.Utility(Two, ThreeStars) - simulator.Utility(Three, ThreeStars)));
        PreferenceSimulator.ProbabilityOfFirst(simulator.Utility(Three, ThreeStars), simulator.Utility(Two, ThreeStars)).ShouldBe(expected, 1e-12);
        var random = new ToyRandom(8);
        var wins = Enumerable.Range(0, 600).Count(_ => simulator.PrefersFirst(Three, Two, ThreeStars, random));
        (wins / 600.0).ShouldBe(expected, 0.05);
    }

    private static byte[] Stars(int count, float brightness) => SceneRenderer.Render(new Scene
    {
        Objects = [.. Enumerable.Range(0, count).Select(i => ToyImages.At(ToyClass.Star, 14 + (18 * i), 20 + (10 * i), 8))],
        Ground = ToyImages.Grey,
        Brightness = brightness,
    });
}
