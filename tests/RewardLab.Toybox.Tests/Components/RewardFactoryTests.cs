using RewardLab.Abstractions;
using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Components;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Components;

public sealed class RewardFactoryTests
{
    private static readonly ImageBatch Images = ImageBatch.Concat(
    [
        new ImageBatch(ToyImages.Render(ToyImages.At(ToyClass.Apple, 18, 18), ToyImages.At(ToyClass.Apple, 44, 40)), 1, 64, 64),
        new ImageBatch(ToyImages.Render(ToyImages.At(ToyClass.Cat, 18, 18), ToyImages.At(ToyClass.Ball, 44, 40)), 1, 64, 64),
        new ImageBatch(ToyImages.Static(1), 1, 64, 64),
    ]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void GroundTruth_Grid_IsOneWhereTheImageHoldsThePrompt()
    {
        using var reward = Make<NoOptions>(new GroundTruthRewardFactory());
        var grid = reward.Score(Images, ["two apples", "a cat and a ball", "an apple"], Token);
        grid.AsSpan()[..6].ToArray().ShouldBe([1, 0, 0, 0, 1, 0]);
        (grid.ImageCount, grid.PromptCount).ShouldBe((3, 3));
    }

    [Fact]
    public void GroundTruth_PromptOutsideTheLanguage_IsRefusedByName()
    {
        using var reward = Make<NoOptions>(new GroundTruthRewardFactory());
        Should.Throw<RewardLabException>(() => reward.Score(Images, ["two apples", "a dragon"], Token)).Message.ShouldContain("'a dragon'");
    }

    [Fact]
    public void Fidelity_AnyPrompt_DependsOnTheImageAlone()
    {
        using var reward = Make<NoOptions>(new FidelityRewardFactory());
        var grid = reward.Score(Images, ["two apples", "a dragon"], Token);
        grid.Column(0).ShouldBe(grid.Column(1));
        grid[0, 0].ShouldBe((float)Inspector.Inspect(Images[0]).Fidelity);
        grid[0, 0].ShouldBeGreaterThan(0.95f);
        grid[2, 0].ShouldBeLessThan(0.3f);
    }

    [Fact]
    public void Annotator_Labels_AreThatAnnotatorsOwn()
    {
        using var reward = Make<AnnotatorOptions>(new AnnotatorRewardFactory(), new AnnotatorOptions { Index = 2, Seed = 9 });
        var prompts = ToyPrompts.All;
        var grid = reward.Score(Images, prompts, Token);
        var annotator = new Annotator(2, 9);
        var expected = new Dictionary<AnnotatorLabel, float> { [AnnotatorLabel.Good] = 1, [AnnotatorLabel.Bad] = 0, [AnnotatorLabel.Inconclusive] = 0.5f };
        for (var image = 0; image < Images.Count; image++)
        {
            for (var prompt = 0; prompt < prompts.Count; prompt++)
            {
                grid[image, prompt].ShouldBe(expected[annotator.Label(Images[image], ToyPrompt.Parse(prompts[prompt]))]);
            }
        }

        grid.AsSpan().ToArray().Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Score_ImagesOfAnotherSize_IsRefused()
    {
        using var reward = Make<NoOptions>(new FidelityRewardFactory());
        Should.Throw<RewardLabException>(() => reward.Score(new ImageBatch(new byte[3], 1, 1, 1), ["a cat"], Token)).Message.ShouldContain("64 x 64");
    }

    private static IRewardModel Make<TOptions>(ComponentFactory<IRewardModel, TOptions> factory, TOptions? options = null)
        where TOptions : class, new() =>
        factory.Create((object)(options ?? new TOptions()), new ComponentContext { PluginFolder = "", CacheFolder = "", Components = new EmptyCatalog() });
}
