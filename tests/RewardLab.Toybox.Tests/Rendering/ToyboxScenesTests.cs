using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Rendering;

public sealed class ToyboxScenesTests
{
    private static readonly Gen<ulong> Seeds = Gen.ULong;

    [Theory]
    [InlineData("two apples")]
    [InlineData("a red ball and two cups")]
    [InlineData("a fish and a star")]
    public void Sample_Unedited_FitsItsPrompt(string text) => Seeds.Sample(
        seed => SceneEditor.Sample(ToyPrompt.Parse(text), seed, SceneEdit.None).Counts.Equals(ToyPrompt.Parse(text).Counts), iter: 50);

    [Theory]
    [InlineData(SceneEdit.ObjectMore, 1)]
    [InlineData(SceneEdit.ObjectLess, -1)]
    [InlineData(SceneEdit.OtherToy, 0)]
    public void Sample_Edited_BreaksItsPromptAndKeepsTheRest(SceneEdit edit, int more) => Seeds.Sample(
        seed =>
        {
            var prompt = ToyPrompt.Parse("two apples and a ball");
            var (scene, edited) = (SceneEditor.Sample(prompt, seed, SceneEdit.None), SceneEditor.Sample(prompt, seed, edit));
            edited.Counts.ShouldNotBe(prompt.Counts);
            edited.Objects.Count.ShouldBe(scene.Objects.Count + more);
            (edited with { Objects = [] }).ShouldBe(scene with { Objects = [] }, "ground, light and noise are the same");
            scene.Objects.Intersect(edited.Objects).Count().ShouldBe(scene.Objects.Count - (edit == SceneEdit.ObjectMore ? 0 : 1));
        },
        iter: 50);

    [Fact]
    public void Sample_OtherColour_ChangesTheColourThatIsNamed()
    {
        var prompt = ToyPrompt.Parse("a red ball");
        SceneEditor.Sample(prompt, 4, SceneEdit.OtherColour).Objects[0].Colour
            .ShouldNotBe(SceneEditor.Sample(prompt, 4, SceneEdit.None).Objects[0].Colour);
        Should.Throw<RewardLabException>(() => SceneEditor.Sample(ToyPrompt.Parse("two balls"), 4, SceneEdit.OtherColour)).Message
            .ShouldContain("names no colour");
        Should.Throw<RewardLabException>(() => SceneEditor.Sample(ToyPrompt.Parse("a purple ball"), 4, SceneEdit.None)).Message
            .ShouldContain("no ball in purple");
    }

    [Fact]
    public void Render_OfScenes_IsWhatTheInspectorSays()
    {
        var prompt = ToyPrompt.Parse("two stars");
        var (fits, breaks) = (0, 0);
        for (ulong seed = 0; seed < 20; seed++)
        {
            fits += IsCorrect(SceneEdit.None) ? 1 : 0;
            breaks += IsCorrect(SceneEdit.ObjectLess) ? 1 : 0;

            bool IsCorrect(SceneEdit edit) =>
                Inspector.Inspect(SceneRenderer.Render([SceneEditor.Sample(prompt, seed, edit)]), TestContext.Current.CancellationToken)[0].IsCorrect(prompt);
        }

        fits.ShouldBeGreaterThan(16);
        breaks.ShouldBeLessThan(3);
    }
}
