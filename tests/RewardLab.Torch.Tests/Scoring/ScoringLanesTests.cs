using System.Runtime.CompilerServices;
using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Scoring;

/// <summary>Images that several threads score, each its part of a batch.</summary>
public sealed class ScoringLanesTests
{
    private const int Count = 21;

    private static readonly string[] Prompts = ["two red boxes", "a cat", "a dog and a box", "two cats"];

    [Theory]
    [InlineData(64, 2, 8, new[] { 8, 16, 24, 32, 40, 48, 56, 60, 64 })]
    [InlineData(8, 2, 4, new[] { 4, 6, 8 })]
    [InlineData(3, 2, 1, new[] { 1, 2, 3 })]
    [InlineData(5, 1, 16, new[] { 5 })]
    public void Parts_AnyCount_EndWithTheImagesAndShrinkTowardsTheEnd(int count, int lanes, int size, int[] expected) =>
        ScoringLanes.Parts(count, lanes, size).ShouldBe(expected);

    [Fact]
    public void Score_InLanes_IsThatOfImageAfterImageToTheLastBit()
    {
        var images = Noise();
        using var lanes = Create(batchSize: 64);
        using var single = Create(batchSize: 1);
        Assert.SkipUnless(ScoringLanes.Count(Model(), Count) > 1, "one thread, or a processor whose matrix products depend on their number of rows");
        lanes.Score(images, Prompts, CancellationToken.None).OrderKeys.ToArray()
            .ShouldBe(single.Score(images, Prompts, CancellationToken.None).OrderKeys.ToArray());
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, 3 * Count).Select(i => new ImagePromptPair((i * 5) % Count, Prompts[i % Prompts.Length]))];
        lanes.ScorePairs(images, pairs, CancellationToken.None).OrderKeys.ToArray()
            .ShouldBe(single.ScorePairs(images, pairs, CancellationToken.None).OrderKeys.ToArray());
    }

    [Fact]
    public void Score_ThatIsCancelled_EndsWithEveryLaneDone()
    {
        using var reward = Create(batchSize: 64);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => reward.Score(Noise(), Prompts, source.Token));
        reward.Score(Noise(), Prompts, CancellationToken.None).ImageCount.ShouldBe(Count);
    }

    [Fact]
    public void Run_WhenAPartFails_ThrowsWhatItThrew()
    {
        Assert.SkipUnless(IntraOpThreads.CanDiffer, "no MKL");
        var done = 0;
        Should.Throw<InvalidOperationException>(() => LaneThreads.Run(2, 2, 100, part =>
        {
            Interlocked.Increment(ref done);
            if (part == 3)
            {
                throw new InvalidOperationException("part 3");
            }
        })).Message.ShouldBe("part 3");
        var threads = new int[8];
        LaneThreads.Run(4, 8, threads.Length, part => threads[part] = get_num_threads());
        threads.ShouldAllBe(count => count == 2);
    }

    [Fact]
    public void Run_LeavesOtherThreadsTheirNumber()
    {
        Assert.SkipUnless(IntraOpThreads.CanDiffer, "no MKL");
        var before = get_num_threads();
        LaneThreads.Run(2, 2, 4, _ => { });
        get_num_threads().ShouldBe(before);
        var later = 0;
        var thread = new Thread(() => later = get_num_threads());
        thread.Start();
        thread.Join();
        later.ShouldBe(before);
    }

    [Fact]
    public void Run_OnceItIsDone_HoldsOnToNothing()
    {
        Assert.SkipUnless(IntraOpThreads.CanDiffer, "no MKL");
        var images = RunOnImages();
        Poll.Until(
            () =>
            {
                GC.Collect();
                return !images.IsAlive;
            },
            "lanes that have let go of their images");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOnImages()
    {
        var images = Noise();
        LaneThreads.Run(2, 2, 4, _ => GC.KeepAlive(images));
        return new WeakReference(images);
    }

    private static CrossScorer Create(int batchSize) => new("clip", Model(), batchSize);

    private static ClipCrossScoringModel Model()
    {
        random.manual_seed(5);
        var vocabulary = ClipBpeVocabularyTrainer.Train([string.Join(' ', Prompts)], 60, minCount: 1);
        var model = new ClipModel(new ClipConfig
        {
            ProjectionSize = 32,
            Text = new ClipTextConfig
            {
                VocabularySize = vocabulary.Tokens.Count,
                MaxTokenCount = 77,
                EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                HiddenSize = 32,
                IntermediateSize = 64,
                LayerCount = 1,
                HeadCount = 4,
            },
            Vision = new ClipVisionConfig { HiddenSize = 64, IntermediateSize = 128, LayerCount = 3, HeadCount = 4 },
        });
        return new ClipCrossScoringModel(
            model, new ClipTokenizer(vocabulary), new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClip), usesLogitScale: false);
    }

    private static ImageBatch Noise()
    {
        const int Side = 40;
        var pixels = new byte[Count * Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 2654435769L) >> 24);
        }

        return new ImageBatch(pixels, Count, Side, Side);
    }
}
