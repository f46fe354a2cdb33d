using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;

namespace RewardLab.Evaluation.Tests.Changes;

public sealed class ImageChangesTests
{
    private static readonly IReadOnlyList<ImageChange> All = ImageChanges.Create((images, index, quality) =>
        new ImageBatch(Array.ConvertAll(images[index].ToArray(), value => (byte)(value / (101 - quality) * (101 - quality))), 1, images.Height, images.Width));

    private static readonly Gen<ImageBatch> Batches =
        from size in Gen.Select(Gen.Int[1, 4], Gen.Int[1, 24], Gen.Int[1, 24])
        from pixels in Gen.Byte.Array[size.Item1 * size.Item2 * size.Item3 * 3]
        select new ImageBatch(pixels, size.Item1, size.Item2, size.Item3);

    public static TheoryData<string> Ids => [.. All.Select(change => change.Id)];

    [Fact]
    public void Create_GivesSomeTwentyChanges_EachOnceInAscendingStrengths()
    {
        All.Count.ShouldBeInRange(20, 30);
        All.Select(change => change.Id).Distinct().Count().ShouldBe(All.Count);
        All.ShouldAllBe(change => change.Strengths.SequenceEqual(change.Strengths.Order()) && change.Strengths[0] > 0);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Apply_AtStrengthZero_IsTheIdentity(string id) =>
        Batches.Sample(images => Of(id).Apply(images, 0).Pixels.Span.SequenceEqual(images.Pixels.Span));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Apply_OfAnyImages_IsTheSameEachTimeAndOfTheSameCount(string id) => Gen.Select(Batches, Gen.Double[0, 1]).Sample((images, share) =>
    {
        var change = Of(id);
        var (first, second) = (change.Apply(images, share * change.Strengths[^1]), change.Apply(images, share * change.Strengths[^1]));
        return first.Count == images.Count
            && (id == "upscale" || (first.Width == images.Width && first.Height == images.Height))
            && first.Pixels.Span.SequenceEqual(second.Pixels.Span);
    });

    [Theory]
    [MemberData(nameof(Ids))]
    public void Apply_OfAnImage_DoesNotDependOnItsPlaceInTheBatch(string id) => Batches.Sample(images =>
    {
        var change = Of(id);
        var whole = change.Apply(images, change.Strengths[^1]);
        return Enumerable.Range(0, images.Count)
            .All(i => change.Apply(images.Slice(i, 1), change.Strengths[^1]).Pixels.Span.SequenceEqual(whole[i]));
    });

    [Theory]
    [InlineData("brighten", 0.21)]
    [InlineData("darken", 0.21)]
    [InlineData("warm", 0.13)]
    [InlineData("cool", 0.13)]
    [InlineData("quantise", 0.07)]
    public void Apply_AtFullStrength_ChangesNoValueByMoreThanItSays(string id, double bound) => Batches.Sample(images =>
    {
        var change = Of(id);
        var (before, after) = (images.Pixels.ToArray(), change.Apply(images, change.Strengths[^1]).Pixels.ToArray());
        return before.Zip(after).All(value => Math.Abs(value.First - value.Second) <= bound * byte.MaxValue);
    });

    [Fact]
    public void Flip_Twice_IsTheIdentity() =>
        Batches.Sample(images => Of("flip").Apply(Of("flip").Apply(images, 1), 1).Pixels.Span.SequenceEqual(images.Pixels.Span));

    [Fact]
    public void WhitenBackground_OfADiscOnGrey_WhitensTheGreyAndKeepsTheDisc()
    {
        var images = Disc();
        var white = Of("whiten-background").Apply(images, 1);
        white[0][0].ShouldBe(byte.MaxValue);
        white[0].Slice(((16 * 32) + 16) * 3, 3).ToArray().ShouldBe(images[0].Slice(((16 * 32) + 16) * 3, 3).ToArray());
    }

    [Fact]
    public void WhitenBackground_WhereNoneCanBeTold_LeavesTheImage()
    {
        var noise = new ImageBatch([.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i * 97 % 256))], 1, 32, 32);
        Of("whiten-background").Apply(noise, 1).Pixels.Span.SequenceEqual(noise.Pixels.Span).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Apply_OutsideItsStrengths_IsRefused(double strength) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Of("flip").Apply(Disc(), strength));

    [Fact]
    public void VisibleChange_OfAnEqualShift_IsThatShift()
    {
        var grey = new ImageBatch([.. Enumerable.Repeat((byte)100, 48)], 1, 4, 4);
        var lighter = new ImageBatch([.. Enumerable.Repeat((byte)151, 48)], 1, 4, 4);
        ImageChanges.VisibleChange(grey, lighter)!.Value.ShouldBe(0.2, 1e-12);
        ImageChanges.VisibleChange(grey, new ImageBatch(new byte[12], 1, 2, 2)).ShouldBeNull();
    }

    [Theory]
    [InlineData("lower-case", "Two Apples", "two apples")]
    [InlineData("no-articles", "an apple and the ball", "apple and ball")]
    [InlineData("no-articles", "two cats", "two cats")]
    [InlineData("full-stop", "two cats.", "two cats.")]
    [InlineData("photo", "two cats", "a photo of two cats")]
    [InlineData("detail-words", "two cats.", "two cats, highly detailed, sharp focus, 4k")]
    public void PromptChange_OfAPrompt_IsAsItSays(string id, string prompt, string changed) =>
        PromptChanges.All.Single(change => change.Id == id).Apply(prompt).ShouldBe(changed);

    [Fact]
    public void PromptChange_OfAnyText_NeverThrowsAndNeverEmpties() => Gen.Char.Array[1, 30].Select(letters => new string(letters))
        .Sample(text => PromptChanges.All.All(change => change.Apply(text).Length > 0));

    private static ImageChange Of(string id) => All.Single(change => change.Id == id);

    // A red disc on light grey.
    private static ImageBatch Disc() => new(
        [
            .. from y in Enumerable.Range(0, 32)
               from x in Enumerable.Range(0, 32)
               from channel in Enumerable.Range(0, 3)
               select ((x - 16) * (x - 16)) + ((y - 16) * (y - 16)) < 64 ? (byte)(channel == 0 ? 200 : 20) : (byte)210,
        ],
        1,
        32,
        32);
}
