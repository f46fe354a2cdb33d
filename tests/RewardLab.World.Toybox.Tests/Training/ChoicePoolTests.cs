using RewardLab.Abstractions;
using RewardLab.World.Toybox.Annotation;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Rendering;
using RewardLab.World.Toybox.Scenes;
using RewardLab.World.Toybox.Training;

namespace RewardLab.World.Toybox.Tests.Training;

public sealed class ChoicePoolTests
{
    private const int PicturesPerPrompt = 6;

    private static readonly string[] Prompts = ["two apples", "a cat and a ball", "three fish", "a star", "two cups", "a cat", "two balls", "a fish and a cup"];

    [Fact]
    public void Choose_HeldOutPrompts_AreNeverChosenAndTheOthersAllAre()
    {
        var pool = Pool(heldOutShare: 0.25);
        var scored = new HashSet<string>();
        pool.HeldOutAgreement((prompt, pictures) =>
        {
            scored.Add(prompt);
            return new float[pictures.Length];
        });
        var random = new ToyRandom(1);
        var chosen = Enumerable.Range(0, 500).Select(_ => pool.Choose(random)).ToArray();

        scored.Count.ShouldBe(2);
        chosen.Select(c => c.Prompt).Distinct().Order().ShouldBe(Prompts.Except(scored).Order());
        chosen.ShouldAllBe(c => c.Preferred != c.Other && Prompts[c.Preferred / PicturesPerPrompt] == c.Prompt && Prompts[c.Other / PicturesPerPrompt] == c.Prompt);
    }

    [Fact]
    public void HeldOutAgreement_OfTheJudgesOwnUtility_IsTheCeiling()
    {
        var pool = Pool(heldOutShare: 0.5);
        var judge = new PreferenceJudge(new PreferenceOptions());
        var (best, ceiling) = pool.HeldOutAgreement((prompt, pictures) => Utilities(1, prompt, pictures))!.Value;
        var (worst, _) = pool.HeldOutAgreement((prompt, pictures) => Utilities(-1, prompt, pictures))!.Value;
        var (blind, _) = pool.HeldOutAgreement((_, pictures) => new float[pictures.Length])!.Value;

        best.ShouldBe(ceiling, 1e-9);
        best.ShouldBeInRange(0.6, 1);
        worst.ShouldBe(1 - ceiling, 1e-9);
        blind.ShouldBe(0.5, 1e-9);

        float[] Utilities(int sign, string prompt, int[] pictures) =>
            Array.ConvertAll(pictures, i => sign * (float)judge.Utility(pool.Pictures[i], ToyPrompt.Parse(prompt)));
    }

    [Fact]
    public void HeldOutAgreement_NothingHeldOut_IsNull() =>
        Pool(heldOutShare: 0).HeldOutAgreement((_, pictures) => new float[pictures.Length]).ShouldBeNull();

    private static ChoicePool Pool(double heldOutShare)
    {
        var scenes = Enumerable.Range(0, Prompts.Length * PicturesPerPrompt).Select(i =>
        {
            var random = new ToyRandom((ulong)i + 100);
            return SceneSampler.Sample(SceneSampler.SampleCounts(3, random), random);
        });
        return new ChoicePool(
            SceneRenderer.Render([.. scenes]), Prompts, new PreferenceTrainingOptions { HeldOutShare = heldOutShare }, SeedStream.Of(1, "held-out"), TestContext.Current.CancellationToken);
    }
}
