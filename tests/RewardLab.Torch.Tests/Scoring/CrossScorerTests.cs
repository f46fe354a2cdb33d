using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Scoring;

namespace RewardLab.Torch.Tests.Scoring;

public sealed class CrossScorerTests
{
    [Fact]
    public void Score_RepeatedImagesAndTexts_AreComputedOnce()
    {
        var model = new CountingModel();
        using var reward = new CrossScorer("counting", model);
        var images = ImageBatch.Concat([Grey(10), Grey(20), Grey(10), Grey(20), Grey(30)]);

        var grid = reward.Score(images, ["aa", "b", "aa"], CancellationToken.None);

        model.ImagesScored.ShouldBe(3);
        model.TextsPrepared.ShouldBe(["aa", "b"]);
        grid.AsSpan().ToArray().ShouldBe([12, 11, 12, 22, 21, 22, 12, 11, 12, 22, 21, 22, 32, 31, 32]);
    }

    [Fact]
    public void ScorePairs_NamedImagesAndTexts_AreEncodedOnceAndNoOthers()
    {
        var model = new CountingModel();
        using var reward = new CrossScorer("counting", model);
        var images = ImageBatch.Concat([Grey(10), Grey(20), Grey(10), Grey(99), Grey(30)]);

        var scores = reward.ScorePairs(images, [new(4, "b"), new(0, "aa"), new(2, "aa"), new(1, "b"), new(0, "b"), new(0, "aa")], CancellationToken.None);

        scores.Column(0).ShouldBe([31, 12, 12, 21, 11, 12]);
        model.ImagesScored.ShouldBe(3);
        model.TextsPrepared.ShouldBe(["aa", "b"]);
    }

    [Fact]
    public void ScorePairs_InSeveralBatches_AreTheMatrixsEntries()
    {
        using var reward = new CrossScorer("counting", new CountingModel(), 4);
        var images = Greys(19);
        string[] texts = ["a", "bb", "ccc", "dddd", "eeeee"];
        var grid = reward.Score(images, texts, CancellationToken.None);
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, 60).Select(i => new ImagePromptPair(i * 7 % 19, texts[i * 3 % 5]))];

        var scores = reward.ScorePairs(images, pairs, CancellationToken.None).Column(0);

        scores.ShouldBe([.. pairs.Select(pair => grid[pair.Image, pair.Prompt.Length - 1])]);
        reward.ScorePairs(images, [], CancellationToken.None).ImageCount.ShouldBe(0);
    }

    [Fact]
    public void Score_BatchTooLargeForMemory_IsHalvedUntilItFitsAndStaysSo()
    {
        var model = new CountingModel { MaxBatch = 3 };
        var lines = new List<string>();
        using var reward = new CrossScorer("tight", model, 16, lines.Add);

        var grid = reward.Score(Greys(9), ["b"], CancellationToken.None);

        grid.Column(0).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        model.Batches.ShouldBe([2, 2, 2, 2, 1]);
        lines.ShouldBe(
        [
            "tight: not enough memory, batches of 8 from here on.", "tight: not enough memory, batches of 4 from here on.",
            "tight: not enough memory, batches of 2 from here on.",
        ]);

        reward.Score(Greys(4), ["b"], CancellationToken.None);
        model.Batches[5..].ShouldBe([2, 2]);
    }

    [Fact]
    public void Score_OneImageDoesNotFit_SaysSo()
    {
        using var reward = new CrossScorer("tight", new CountingModel { MaxBatch = 0 }, 2);

        Should.Throw<RewardLabException>(() => reward.Score(Greys(2), ["b"], CancellationToken.None)).Message.ShouldContain("not enough memory for one image");
    }

    [Fact]
    public void Score_BatchNotTold_IsChosenByFreeMemory()
    {
        var lines = new List<string>();
        var model = new CountingModel { FreeBytes = 4L << 30, BytesPerImage = 200L << 20 };
        using var reward = new CrossScorer("chosen", model, 0, lines.Add);

        reward.Score(Greys(12), ["b"], CancellationToken.None);

        model.Batches.ShouldBe([5, 5, 2]);
        lines.ShouldBe(["chosen: batches of 5, chosen for 4.0 GB of free memory."]);
    }

    [Fact]
    public void Score_TextOverTheLimit_IsReportedOnce()
    {
        var lines = new List<string>();
        using var reward = new CrossScorer("short", new CountingModel(), 0, lines.Add);

        reward.Score(Greys(1), ["b", "long text", "long text"], CancellationToken.None);
        reward.Score(Greys(1), ["long text"], CancellationToken.None);

        lines.ShouldBe(["short: the last 5 tokens of \"long text\" are beyond the model's limit and do not count."]);
    }

    [Fact]
    public void Score_NotFinite_NamesTheText()
    {
        using var reward = new CrossScorer("broken", new CountingModel { IsBroken = true });

        Should.Throw<RewardLabException>(() => reward.Score(Greys(1), ["a text"], CancellationToken.None)).Message.ShouldContain("\"a text\" is NaN");
    }

    [Fact]
    public void Score_OtherFailure_IsNotTakenForALackOfMemory()
    {
        using var reward = new CrossScorer("failing", new CountingModel { Failure = new InvalidOperationException("something else") });

        Should.Throw<InvalidOperationException>(() => reward.Score(Greys(1), ["b"], CancellationToken.None));
    }

    [Fact]
    public void Score_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        var model = new CountingModel { OnBatch = source.Cancel };
        using var reward = new CrossScorer("cancelled", model, 1);

        Should.Throw<OperationCanceledException>(() => reward.Score(Greys(5), ["b"], source.Token));
        model.Batches.Count.ShouldBe(1);
    }

    private static ImageBatch Greys(int count) => ImageBatch.Concat([.. Enumerable.Range(0, count).Select(i => Grey((byte)i))]);

    private static ImageBatch Grey(byte value)
    {
        var pixels = new byte[2 * 2 * 3];
        Array.Fill(pixels, value);
        return new ImageBatch(pixels, 1, 2, 2);
    }

    // Scores an image's grey plus the text's length.
    private sealed class CountingModel : ICrossScoringModel
    {
        public int MaxBatch { get; init; } = int.MaxValue;

        public bool IsBroken { get; init; }

        public Exception? Failure { get; init; }

        public Action OnBatch { get; init; } = static () => { };

        public List<int> Batches { get; } = [];

        public int ImagesScored => Batches.Sum();

        public IReadOnlyList<string> TextsPrepared { get; private set; } = [];

        public ImagePreprocessor Preprocessor { get; } = new(new ImagePreprocessorConfig
        {
            ResizeMode = ImageResizeMode.None, IsCropped = false, RescaleFactor = 1, Mean = [0, 0, 0], StandardDeviation = [1, 1, 1],
        });

        public long? FreeBytes { get; init; }

        public long BytesPerImage { get; init; } = 1;

        public int CutTokens(string text) => Math.Max(0, text.Length - 4);

        public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
        {
            TextsPrepared = texts;
            return new Texts(this, texts);
        }

        public void Dispose()
        {
        }

        private sealed class Texts(CountingModel owner, IReadOnlyList<string> texts) : ICrossScoringTexts
        {
            public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
            {
                if (owner.Failure is not null)
                {
                    throw owner.Failure;
                }

                if (pixels.Count > owner.MaxBatch)
                {
                    throw new InvalidOperationException("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes.");
                }

                owner.Batches.Add(pixels.Count);
                owner.OnBatch();
                return
                [
                    .. Enumerable.Range(0, pixels.Count)
                        .SelectMany(i => texts.Select(t => owner.IsBroken ? float.NaN : pixels.Values[i * pixels.ValuesPerImage] + t.Length)),
                ];
            }

            public void Dispose()
            {
            }
        }
    }
}
