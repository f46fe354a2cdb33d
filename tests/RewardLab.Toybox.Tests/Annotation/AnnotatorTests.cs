using RewardLab.Abstractions;
using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Annotation;

public sealed class AnnotatorTests
{
    private const int Samples = 4_000;

    private static readonly ToyPrompt TwoCats = ToyPrompt.Parse("two cats");

    [Fact]
    public void Label_SameImageAndSeed_IsTheSameAndOtherSeedsDiffer()
    {
        var images = Enumerable.Range(0, 300).Select(i => ToyImages.Static((ulong)i)).ToArray();
        var inspection = Seen(1, ToyClass.Cat);
        var first = images.Select(p => new Annotator(2, 5).Label(p, inspection, TwoCats)).ToArray();
        images.Select(p => new Annotator(2, 5).Label(p, inspection, TwoCats)).ShouldBe(first);
        images.Select(p => new Annotator(2, 6).Label(p, inspection, TwoCats)).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Label_CleanImages_ErrsAtTheDocumentedRates(int index)
    {
        var profile = AnnotatorProfile.All[index];
        var (doubt, good) = Rates(index, Seen(1, ToyClass.Cat, ToyClass.Cat), TwoCats);
        doubt.ShouldBe(profile.DoubtRate, 0.01);
        good.ShouldBe(1 - profile.MissRate, 0.015);
        Rates(index, Seen(1, ToyClass.Cat), TwoCats).Good.ShouldBe(profile.OverlookRate, 0.025);
        Rates(index, Seen(1, ToyClass.Cat, ToyClass.Ball), TwoCats).Good.ShouldBe(profile.OverlookRate / Math.E, 0.02);
        Rates(index, Seen(1, ToyClass.Ball, ToyClass.Ball), TwoCats).Good.ShouldBe(profile.OverlookRate * Math.Exp(-3), 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Label_PoorImages_AreDoubtedAndMissedMore(int index)
    {
        var profile = AnnotatorProfile.All[index];
        var (doubt, good) = Rates(index, Seen(0.4, ToyClass.Cat, ToyClass.Cat), TwoCats);
        doubt.ShouldBe(profile.DoubtRate + (0.6 * profile.PoorDoubtRate), 0.025);
        good.ShouldBe(1 - profile.MissRate - (0.6 * profile.Strictness), 0.03);
    }

    [Fact]
    public void Label_CrowdedPrompts_AreHarder()
    {
        var four = Seen(1, ToyClass.Cat, ToyClass.Cat, ToyClass.Cat, ToyClass.Cat);
        var profile = AnnotatorProfile.All[2];
        Rates(2, four, ToyPrompt.Parse("four cats")).Good.ShouldBe(1 - profile.MissRate - (2 * profile.CrowdRate), 0.02);
    }

    [Fact]
    public void Label_AnUnknownThing_CountsAsOneObjectOff() =>
        Rates(2, Seen(1, ToyClass.Cat, ToyClass.Cat) with { UnknownCount = 1 }, TwoCats).Good
            .ShouldBe(AnnotatorProfile.All[2].OverlookRate, 0.03);

    [Fact]
    public void Label_RealImages_MostlyTellsTheGroundTruth()
    {
        var annotator = new Annotator(0, 1);
        var image = ToyImages.Render(ToyImages.At(ToyClass.Cat, 18, 20), ToyImages.At(ToyClass.Cat, 44, 40));
        var prompts = ToyPrompts.All.Select(ToyPrompt.Parse).ToArray();
        var right = prompts.Count(p => annotator.Label(image, p) == (p.Text == "two cats" ? AnnotatorLabel.Good : AnnotatorLabel.Bad));
        right.ShouldBeGreaterThan(prompts.Length * 9 / 10);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Annotator_UnknownIndex_IsRefused(int index) =>
        Should.Throw<RewardLabException>(() => new Annotator(index, 0)).Message.ShouldContain("0 to 2");

    private static ImageInspection Seen(double fidelity, params ToyClass[] classes) => new()
    {
        Objects = [.. classes.Select((c, i) => new InspectedObject(c, i, i, 9, 9, null, 1, 1))],
        UnknownCount = 0,
        Fidelity = fidelity,
    };

    private static (double Doubt, double Good) Rates(int index, ImageInspection inspection, ToyPrompt prompt)
    {
        var annotator = new Annotator(index, 17);
        var labels = Enumerable.Range(0, Samples).Select(i => annotator.Label(BitConverter.GetBytes(i), inspection, prompt)).ToArray();
        var decided = labels.Where(l => l != AnnotatorLabel.Inconclusive).ToArray();
        return (1 - (decided.Length / (double)Samples), decided.Count(l => l == AnnotatorLabel.Good) / (double)decided.Length);
    }
}
