using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Inspection;

public sealed class InspectorTests
{
    [Theory]
    [InlineData(ToyClass.Apple)]
    [InlineData(ToyClass.Ball)]
    [InlineData(ToyClass.Cat)]
    [InlineData(ToyClass.Cup)]
    [InlineData(ToyClass.Fish)]
    [InlineData(ToyClass.Star)]
    public void Inspect_OneObject_FindsItsClassAndBox(ToyClass toyClass)
    {
        for (var colour = 0; colour < ToyPalette.ColoursPerClass; colour++)
        {
            var toyObject = ToyImages.At(toyClass, 20, 40, 8.3f, colour);
            var seen = Inspector.Inspect(ToyImages.Render(toyObject)).Objects.ShouldHaveSingleItem();
            var (width, height) = ObjectBox.HalfExtent(toyObject, ObjectStyle.Flat);
            seen.Class.ShouldBe(toyClass);
            (seen.Left + (seen.Width / 2.0)).ShouldBe(20, 1.5);
            (seen.Top + (seen.Height / 2.0)).ShouldBe(40, 1.5);
            ((double)seen.Width).ShouldBe(2 * width, 2.5);
            ((double)seen.Height).ShouldBe(2 * height, 2.5);
            seen.Cleanliness.ShouldBeGreaterThan(0.95);
            seen.Confidence.ShouldBeGreaterThan(0.8);
        }
    }

    [Fact]
    public void Inspect_ColoursSwappedBetweenChannels_StillGoesByShape()
    {
        // No class has these colours: only the shape can tell.
        var pixels = ToyImages.Render(ToyImages.At(ToyClass.Star, 18, 20), ToyImages.At(ToyClass.Fish, 46, 44));
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (pixels[i + 1], pixels[i + 2], pixels[i]);
        }

        Inspector.Inspect(pixels).Counts.ShouldBe(ToyCounts.From((ToyClass.Star, 1), (ToyClass.Fish, 1)));
    }

    [Fact]
    public void Inspect_ObjectsThatTouch_CountsBoth()
    {
        Inspector.Inspect(ToyImages.Render(ToyImages.At(ToyClass.Ball, 20, 32), ToyImages.At(ToyClass.Ball, 38, 32))).Counts
            .ShouldBe(ToyCounts.From((ToyClass.Ball, 2)));
        Inspector.Inspect(ToyImages.Render(ToyImages.At(ToyClass.Cat, 20, 32), ToyImages.At(ToyClass.Star, 38, 33))).Counts
            .ShouldBe(ToyCounts.From((ToyClass.Cat, 1), (ToyClass.Star, 1)));
    }

    [Fact]
    public void Inspect_EmptyGround_FindsNothingAndLittleFidelity()
    {
        foreach (var kind in Enum.GetValues<GroundKind>())
        {
            var ground = ToyImages.Grey with { Kind = kind, Second = new Rgb(0.74f, 0.74f, 0.75f) };
            var inspection = Inspector.Inspect(SceneRenderer.Render(new Scene { Objects = [], Ground = ground, NoiseSigma = 4 }));
            inspection.Counts.ShouldBe(ToyCounts.None);
            inspection.UnknownCount.ShouldBe(0);
            inspection.Fidelity.ShouldBe(0.5, 0.02);
        }
    }

    [Fact]
    public void Inspect_Static_HasNoFidelity() => Inspector.Inspect(ToyImages.Static(3)).Fidelity.ShouldBeLessThan(0.3);

    [Fact]
    public void Inspect_ALongBar_IsUnknownAndSpoilsTheGroundTruth()
    {
        var pixels = ToyImages.Render(ToyImages.At(ToyClass.Apple, 32, 20));
        for (var y = 48; y < 52; y++)
        {
            for (var x = 4; x < 60; x++)
            {
                pixels.AsSpan(((y * 64) + x) * 3, 3).Clear();
                pixels[((y * 64) + x) * 3] = 200;
            }
        }

        var inspection = Inspector.Inspect(pixels);
        inspection.Counts.ShouldBe(ToyCounts.From((ToyClass.Apple, 1)));
        inspection.UnknownCount.ShouldBe(1);
        inspection.IsCorrect(ToyPrompt.Parse("an apple")).ShouldBeFalse();
        inspection.Fidelity.ShouldBeLessThan(0.7);
    }

    [Fact]
    public void Fidelity_ImagesThatGetWorse_Falls()
    {
        var clean = ToyImages.Render(ToyImages.At(ToyClass.Cup, 20, 20), ToyImages.At(ToyClass.Cat, 44, 42));
        var stained = (byte[])clean.Clone();
        var torn = (byte[])clean.Clone();
        for (var y = 0; y < 64; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var index = ((y * 64) + x) * 3;
                stained[index + 2] = x > 36 && y < 26 ? (byte)(stained[index + 2] - 40) : stained[index + 2];
                if ((x - y + 64) % 12 < 4)
                {
                    torn.AsSpan(index, 3).Fill(204);
                }
            }
        }

        Inspector.Inspect(clean).Fidelity.ShouldBeGreaterThan(0.97);
        Inspector.Inspect(stained).Fidelity.ShouldBeLessThan(0.8);
        Inspector.Inspect(torn).Fidelity.ShouldBeLessThan(0.8);
    }

    [Fact]
    public void IsTrue_CountsAndClasses_MustBeExact()
    {
        var inspection = Inspector.Inspect(
            ToyImages.Render(ToyImages.At(ToyClass.Fish, 16, 16), ToyImages.At(ToyClass.Fish, 46, 20), ToyImages.At(ToyClass.Cup, 30, 48)));
        inspection.IsCorrect(ToyPrompt.Parse("two fish and a cup")).ShouldBeTrue();
        inspection.IsCorrect(ToyPrompt.Parse("two fish")).ShouldBeFalse();
        inspection.IsCorrect(ToyPrompt.Parse("a fish and a cup")).ShouldBeFalse();
        inspection.IsCorrect(ToyPrompt.Parse("two fish, a cup and a cat")).ShouldBeFalse();
    }

    [Fact]
    public void Inspect_WrongSize_SaysWhichIsRight()
    {
        Should.Throw<RewardLabException>(() => Inspector.Inspect(new byte[12])).Message.ShouldContain("64 x 64");
        Should.Throw<RewardLabException>(() => Inspector.Inspect(new ImageBatch(new byte[12], 1, 2, 2), TestContext.Current.CancellationToken))
            .Message.ShouldContain("2 x 2");
    }

    [Fact]
    public void Inspect_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Inspector.Inspect(new ImageBatch(new byte[12288], 1, 64, 64), source.Token));
    }
}
