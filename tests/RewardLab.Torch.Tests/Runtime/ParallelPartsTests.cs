using System.Collections.Concurrent;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tests.Pipelines;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Runtime;

public sealed class ParallelPartsTests
{
    [Theory]
    [InlineData(32, 2)]
    [InlineData(33, 2)]
    [InlineData(3, 1)]
    public void ShareOut_AnyBatch_GivesEveryItemToOnePart(int count, int rowsPerItem)
    {
        var parts = ParallelParts.ShareOut(count, rowsPerItem, CPU, ScalarType.Float32);
        parts.SelectMany(part => Enumerable.Range(part.Start, part.Count)).ShouldBe(Enumerable.Range(0, count));
        parts.Count.ShouldBeLessThanOrEqualTo(Math.Max(1, Math.Min(get_num_threads(), count * rowsPerItem / 16)));
        ParallelParts.ShareOut(count, rowsPerItem, CPU, ScalarType.BFloat16).ShouldBe([(0, count)], "rows of other types may depend on each other");
    }

    [Fact]
    public void ForGradients_AnyBatch_DoesNotGoByThreads() =>
        ParallelParts.ForGradients(40, CPU).ShouldBe([(0, 16), (16, 16), (32, 8)]);

    [Fact]
    public void Run_PartsThatFail_ThrowsTheFirstAndRunsEachOnce()
    {
        var ran = new ConcurrentBag<int>();
        Should.Throw<InvalidOperationException>(() => ParallelParts.Run(1, static _ => throw new InvalidOperationException()));
        Should.Throw<InvalidOperationException>(() => ParallelParts.Run(8, part =>
        {
            ran.Add(part);
            throw new InvalidOperationException($"part {part}");
        })).Message.ShouldBe("part 0");
        ran.Clear();
        ParallelParts.Run(8, ran.Add);
        ran.Order().ShouldBe(Enumerable.Range(0, 8));
    }

    [Fact]
    public void Run_ManyTimes_KeepsItsThreads()
    {
        Assert.SkipUnless(get_num_threads() > 1 && IntraOpThreads.CanDiffer, "parts are computed one after the other here");
        var threads = new ConcurrentDictionary<int, bool>();
        for (var i = 0; i < 50; i++)
        {
            ParallelParts.Run(4, _ => threads[Environment.CurrentManagedThreadId] = true);
        }

        // As many as are busy at once, in these tests and in those beside them.
        threads.Count.ShouldBeLessThan(50);
        threads.Keys.ShouldNotContain(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Run_WithinAPart_IsDoneToo()
    {
        var ran = new ConcurrentBag<int>();
        ParallelParts.Run(4, outer => ParallelParts.Run(4, inner => ran.Add((4 * outer) + inner)));
        ran.Order().ShouldBe(Enumerable.Range(0, 16));
    }

    [Fact]
    public void Run_CancelledForwardPass_IsCancelledInPartsToo()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var cancellation = ForwardCancellation.Within(source.Token);
        Should.Throw<OperationCanceledException>(() => ParallelParts.Run(2, static _ => ForwardCancellation.Check()));
    }

    [Fact]
    public void Run_ADenoiserInParts_GivesTheBytesOfTheWholeBatch()
    {
        Assert.SkipUnless(MatrixProducts.AreRowsIndependent, "this processor's matrix products depend on their number of rows");
        const int Rows = 64;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var unet = new UNet2DConditionModel(TinyPipeline.UNetConfig);
        var (latents, states) = (rand(Rows, 4, 8, 8), rand(Rows, 12, 16));
        var times = tensor(Enumerable.Range(0, Rows).Select(static row => 15L * row).ToArray());
        var whole = unet.call(latents, times, states);
        foreach (var count in (int[])[2, 4])
        {
            var inParts = empty_like(whole);
            var size = Rows / count;
            ParallelParts.Run(count, part =>
            {
                using var partScope = NewDisposeScope();
                using var alsoUngraded = no_grad();
                inParts.narrow(0, part * size, size).copy_(
                    unet.call(latents.narrow(0, part * size, size), times.narrow(0, part * size, size), states.narrow(0, part * size, size)));
            });
            inParts.equal(whole).all().item<bool>().ShouldBeTrue($"{count} parts");
        }
    }
}
