using RewardLab.Abstractions;
using RewardLab.Evaluation.Changes;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.XRays;

namespace RewardLab.Evaluation.Tests.XRays;

public sealed class XRayTests
{
    private const int Size = 24;

    private static readonly IReadOnlyList<ImageChange> Changes = ImageChanges.Create(jpeg: null);

    private static readonly XRayOptions Quick = new() { ProbeSteps = 0, ImageChanges = Changes };

    [Fact]
    public void Run_OfABrightnessReward_RanksBrightnessFirst()
    {
        var spots = XRay.Run([Brightness()], Prompts(), Quick, TestContext.Current.CancellationToken).Rewards[0].WeakSpots;
        spots[0].Id.ShouldBeOneOf("brighten", "whiten-background");
        spots.Single(spot => spot.Id == "brighten").IsSignificant.ShouldBeTrue("each prompt moves alike, which is no interval and no chance either");
        spots.Single(spot => spot.Id == "brighten").RaisedShare.ShouldBe(1);
        spots[^1].Id.ShouldNotBe("brighten");
        spots.Single(spot => spot.Id == "flip").Shift!.Mean.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Run_OfARewardOfColourfulness_SeesColours()
    {
        var changes = XRay.Run(
            [Reward("colourfulness", (image, _) => Mean(image, (r, g, b) => Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b))))],
            Prompts(),
            Quick,
            Cancellation)
            .Rewards[0].ImageChanges;
        var saturated = changes.Last(change => change.Id == "saturate");
        saturated.IsSignificant.ShouldBeTrue();
        saturated.Shift!.Mean.ShouldBePositive();
        changes.Last(change => change.Id == "desaturate").Shift!.Mean.ShouldBeNegative();
        changes.Last(change => change.Id == "flip").Shift!.Mean.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Run_OfARewardThatNothingMoves_FindsNoWeakSpot()
    {
        // It knows each prompt's images by their count of red pixels at fixed places, which changes of the rest do not touch.
        var card = XRay.Run(
            [Reward("hash", (image, _) => image[0] % 7)],
            Prompts(),
            Quick with { ImageChanges = [.. Changes.Where(change => change.Id is "crop" or "watermark")] },
            Cancellation);
        card.Rewards[0].WeakSpots.Single(spot => spot.Id == "watermark").Shift!.Mean.ShouldBe(0);
    }

    [Fact]
    public void Run_OfShifts_EqualsTheirDefinition()
    {
        var prompts = Prompts();
        var reward = Brightness();
        var effect = XRay.Run([reward], prompts, Quick, Cancellation).Rewards[0].ImageChanges.First(change => change.Id == "vignette");
        var vignette = Changes.Single(change => change.Id == "vignette");
        double[][] before = [.. prompts.Select(prompt => reward.Model.Score(prompt.Images, prompt.Prompt, Cancellation))];
        double[][] after = [.. prompts.Select(prompt => reward.Model.Score(vignette.Apply(prompt.Images, vignette.Strengths[0]), prompt.Prompt, Cancellation))];
        var variances = before.Select(scores => scores.Sum(score => Math.Pow(score - scores.Average(), 2)) / (scores.Length - 1));
        var spread = Math.Sqrt(variances.Average());
        effect.Shift!.Mean.ShouldBe(before.Zip(after, (b, a) => (a.Average() - b.Average()) / spread).Average(), 1e-9);
        effect.Shift.Count.ShouldBe(prompts.Length);
    }

    [Fact]
    public void Run_WithContrastivePromptsAndEdits_SeesWhatBreaksTheMeaning()
    {
        var bright = new ImageBatch([.. Enumerable.Repeat((byte)250, 2 * Size * Size * 3)], 2, Size, Size);
        var dark = new ImageBatch([.. Enumerable.Repeat((byte)5, 2 * Size * Size * 3)], 2, Size, Size);
        var prompts = Prompts().Select(prompt => prompt with
        {
            ContrastivePrompts = ["wrong"], Edits = [new XRayEdit("darker", bright, dark)], Labels = LabelSet.FromGroundTruth([true, true, false, false]),
        }).ToArray();
        var found = XRay.Run(
            [Reward("mixed", (image, prompt) => (Mean(image, (r, _, _) => r) / 255) - (prompt == "wrong" ? 1 : 0))], prompts, Quick, Cancellation).Rewards[0];
        found.MeaningChanges.Count.ShouldBe(2);
        found.MeaningChanges.ShouldAllBe(effect => effect.Shift!.Mean < 0 && effect.LoweredShare == 1);
        found.OwnPromptFirst!.Mean.ShouldBe(1);
        found.OwnPromptByChance.ShouldBe(0.5);
        found.Agreement.ShouldNotBeNull().Mean.ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Run_WithEditsOfNoImage_LeavesThemOut()
    {
        var none = new ImageBatch([], 0, Size, Size);
        XRayPrompt[] prompts = [.. Prompts().Select(prompt => prompt with { Edits = [new XRayEdit("darker", none, none)] })];
        XRay.Run([Brightness()], prompts, Quick, Cancellation).Rewards[0].MeaningChanges.ShouldBeEmpty();
    }

    [Fact]
    public void Run_OfSeveralRewards_MeasuresEachWhereAnotherCannotBeScored()
    {
        var choosy = Reward("choosy", (image, _) => image.Length == Size * Size * 3
            ? Mean(image, (r, _, _) => r)
            : throw new RewardLabException("only 24 x 24 pixels, please"));
        var card = XRay.Run([choosy, Brightness()], Prompts(), Quick, Cancellation);
        var alone = XRay.Run([Brightness()], Prompts(), Quick, Cancellation);
        card.Rewards[0].ImageChanges.Where(effect => effect.Shift is null).ShouldAllBe(effect => effect.Id == "upscale");
        card.Rewards[1].ImageChanges.ShouldBe(alone.Rewards[0].ImageChanges);
    }

    [Fact]
    public void Probe_OfABrightnessReward_BrightensWithinItsBound()
    {
        var options = new XRayOptions { ProbeSteps = 60, ImageChanges = [.. Changes.Where(change => change.Id is "brighten" or "darken" or "saturate")] };
        var probe = XRay.Run([Brightness()], Prompts(), options, Cancellation).Rewards[0].Probe!;
        probe.IsHeldOut.ShouldBeTrue();
        probe.Settings[0].Title.ShouldBe("brighter");
        probe.VisibleChange!.Value.ShouldBeLessThan(options.ProbeBound * 1.2);
        probe.Shifts["brightness"].Mean.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Run_Twice_FindsTheSame()
    {
        var options = new XRayOptions { ProbeSteps = 10 };
        var (first, second) = (XRay.Run([Brightness()], Prompts(), options, Cancellation), XRay.Run([Brightness()], Prompts(), options, Cancellation));
        first.Rewards[0].ImageChanges.ShouldBe(second.Rewards[0].ImageChanges);
        first.Rewards[0].Probe!.Describe().ShouldBe(second.Rewards[0].Probe!.Describe());
        first.Rewards[0].Fingerprint.ShouldBe(second.Rewards[0].Fingerprint);
    }

    [Fact]
    public void Repeatability_OfARewardThatDependsOnItsBatch_IsSeen()
    {
        var batched = new XRayReward("batched", new FakeReward((images, i, _) => images[i][0] + (images.Count > 1 ? 1 : 0)));
        var checks = XRay.Run([batched], Prompts(), Quick, Cancellation)
            .Rewards[0].Repeatability;
        checks.Single(check => check.Title == "asked twice").IsExact.ShouldBeTrue();
        checks.Single(check => check.Title == "one image at a time").IsExact.ShouldBeFalse();
    }

    [Fact]
    public void Run_OfARewardThatTakesOneSize_GoesOnAndSaysSo()
    {
        var upscaled = XRay.Run(
            [
                Reward("choosy", (image, _) => image.Length == Size * Size * 3
                    ? Mean(image, (r, _, _) => r)
                    : throw new RewardLabException("only 24 x 24 pixels, please")),
            ],
            Prompts(),
            Quick,
            Cancellation).Rewards[0].ImageChanges.First(effect => effect.Id == "upscale");
        upscaled.Shift.ShouldBeNull();
        upscaled.Problem.ShouldBe("only 24 x 24 pixels, please");
    }

    [Fact]
    public void Run_WithoutImagesRewardsOrSpread_IsRefusedWithAReason()
    {
        Refused([], Prompts()).ShouldContain("no reward");
        Refused([Brightness()], []).ShouldContain("no images");
        Refused([Brightness()], [new XRayPrompt("a", new ImageBatch([], 0, 4, 4))]).ShouldContain("\"a\" has no images");
        Refused([Brightness()], [.. Prompts().Select(prompt => prompt with { Images = prompt.Images.Slice(0, 1) })]).ShouldContain("one image only");
        Refused([Reward("flat", (_, _) => 0.3)], Prompts()).ShouldContain("flat scores all images of each prompt alike");
        Refused([Brightness(), Brightness()], Prompts()).ShouldContain("comes twice");
        Refused([Reward("infinite", (image, _) => image[0] > 128 ? double.PositiveInfinity : 0)], Prompts()).ShouldContain("finite");
        Refused([Reward("late", (image, _) => image[0] > 230 ? double.NaN : image[0])], [.. Prompts(max: 200)]).ShouldContain("NaN");
    }

    [Fact]
    public async Task Run_ThatIsCancelled_EndsAtOnce()
    {
        using var source = new CancellationTokenSource();
        var asked = 0;
        var slow = new XRayReward("slow", new FakeReward((images, i, _) =>
        {
            if (Interlocked.Increment(ref asked) == 200)
            {
                source.Cancel();
            }

            return images[i][0];
        }));
        var run = Task.Run(() => XRay.Run([slow], Prompts(), new XRayOptions(), source.Token), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        asked.ShouldBeLessThan(210, "no further batch is asked for");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Refused(IReadOnlyList<XRayReward> rewards, IReadOnlyList<XRayPrompt> prompts) =>
        Should.Throw<RewardLabException>(() => XRay.Run(rewards, prompts, Quick, TestContext.Current.CancellationToken)).Message;

    // Six prompts of four images each: discs on plain grounds.
    private static XRayPrompt[] Prompts(int max = 255) =>
    [
        .. Enumerable.Range(0, 6).Select(prompt => new XRayPrompt($"prompt {prompt}", new ImageBatch(
            [
                .. from image in Enumerable.Range(0, 4)
                   from y in Enumerable.Range(0, Size)
                   from x in Enumerable.Range(0, Size)
                   from channel in Enumerable.Range(0, 3)
                   let isDisc = ((x - 12) * (x - 12)) + ((y - 12) * (y - 12)) < 20 + (4 * image)
                   let ground = 120 + (13 * image) + (5 * prompt)
                   select (byte)Math.Min(max, isDisc ? (channel == prompt % 3 ? 220 : 60) : ground + (channel * 4)),
            ],
            4,
            Size,
            Size))),
    ];

    private static XRayReward Brightness() => Reward("brightness", (image, _) => Mean(image, (r, g, b) => (r + g + b) / 3.0));

    private static XRayReward Reward(string name, PixelScore score) =>
        new(name, new FakeReward((images, i, prompt) => score(images[i], prompt)));

    private static double Mean(ReadOnlySpan<byte> pixels, Func<byte, byte, byte, double> value)
    {
        var sum = 0.0;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            sum += value(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        return sum / (pixels.Length / 3);
    }

    private delegate double PixelScore(ReadOnlySpan<byte> image, string prompt);

    private sealed class FakeReward(Func<ImageBatch, int, string, double> score) : IRewardModel
    {
        public string Name => "fake";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) => new(
            [.. from image in Enumerable.Range(0, images.Count) from prompt in prompts select score(images, image, prompt)], images.Count, prompts.Count);

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
