using RewardLab.Abstractions;
using RewardLab.World.Toybox.Annotation;
using RewardLab.World.Toybox.Inspection;
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
        var measured = new HashSet<string>();
        pool.Measure(pictures =>
        {
            measured.Add(Prompts[pictures[0] / PicturesPerPrompt]);
            return Same(pictures);
        });
        var random = new ToyRandom(1);
        var chosen = Enumerable.Range(0, 500).Select(_ => pool.Choose(random)).ToArray();

        measured.Count.ShouldBe(2);
        chosen.Select(c => c.Prompt).Distinct().Order().ShouldBe(Prompts.Except(measured).Order());
        chosen.ShouldAllBe(c => c.Preferred != c.Other && Prompts[c.Preferred / PicturesPerPrompt] == c.Prompt && Prompts[c.Other / PicturesPerPrompt] == c.Prompt);
    }

    [Fact]
    public void Measure_TheJudgesOwnUtility_AgreesAsOftenAsCanBe()
    {
        var pool = Pool(heldOutShare: 0.5);
        var judge = new PreferenceJudge(new PreferenceOptions());
        var best = pool.Measure(pictures => Utilities(1, pictures))!;
        var worst = pool.Measure(pictures => Utilities(-1, pictures))!;

        best.Agreement.ShouldBe(best.Ceiling, 1e-9);
        best.Agreement.ShouldBeInRange(0.6, 1);
        worst.Agreement.ShouldBe(1 - best.Ceiling, 1e-9);
        pool.Measure(Same)!.Agreement.ShouldBe(0.5, 1e-9);

        float[][] Utilities(int sign, int[] pictures) =>
            Array.ConvertAll(pictures, i => Array.ConvertAll(Prompts, prompt => sign * (float)judge.Utility(pool.Pictures[i], ToyPrompt.Parse(prompt))));
    }

    [Fact]
    public void Measure_ARewardThatKnowsTheTruth_RecognisesEveryTruePicture()
    {
        var pool = Pool(heldOutShare: 0.5);
        var truth = Array.ConvertAll(Prompts, ToyPrompt.Parse);
        pool.Measure(pictures => Knowing(pictures, 1))!.Recognition.ShouldBe(1);
        pool.Measure(pictures => Knowing(pictures, -1))!.Recognition.ShouldBe(0);

        float[][] Knowing(int[] pictures, int sign) =>
            Array.ConvertAll(pictures, i => Array.ConvertAll(truth, prompt => Inspector.Inspect(pool.Pictures[i]).IsTrue(prompt) ? sign : 0f));
    }

    [Fact]
    public void Measure_NothingHeldOut_IsNull() => Pool(heldOutShare: 0).Measure(Same).ShouldBeNull();

    private static float[][] Same(int[] pictures) => Array.ConvertAll(pictures, _ => new float[Prompts.Length]);

    private static ChoicePool Pool(double heldOutShare)
    {
        // Half of the pictures show what their prompt asks for.
        var scenes = Enumerable.Range(0, Prompts.Length * PicturesPerPrompt).Select(i =>
        {
            var random = new ToyRandom((ulong)i + 100);
            var counts = i % 2 == 0 ? ToyPrompt.Parse(Prompts[i / PicturesPerPrompt]).Counts : SceneSampler.SampleCounts(3, random);
            return SceneSampler.Sample(counts, random);
        });
        return new ChoicePool(
            SceneRenderer.Render([.. scenes]), Prompts, new PreferenceTrainingOptions { HeldOutShare = heldOutShare }, SeedStream.Of(1, "held-out"), TestContext.Current.CancellationToken);
    }
}
