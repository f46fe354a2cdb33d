using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Torch.Tests.Pipelines;

public sealed class HalvedBatchesTests
{
    private readonly List<string> _lines = [];
    private readonly List<int> _sizes = [];

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 2)]
    [InlineData(7, 3)]
    [InlineData(7, 1)]
    public void Draw_MemoryForSoMany_ComesDownToThemAndSaysSo(int told, int possible)
    {
        var (images, used) = HalvedBatches.Draw(new() { BatchSize = told }, options => Try(options, possible), _lines.Add);

        images.Count.ShouldBe(0);
        used.BatchSize.ShouldBe(possible);
        _sizes[0].ShouldBe(told);
        _lines.Count.ShouldBe(_sizes.Count - 1);
        _lines.ShouldAllBe(line => line.Contains("not enough memory, batches of"));
    }

    [Fact]
    public void Draw_MemoryForNone_IsRefusedInOneLine()
    {
        var message = Should.Throw<RewardLabException>(() => HalvedBatches.Draw(new() { BatchSize = 4 }, options => Try(options, 0), _lines.Add)).Message;

        message.ShouldContain("not enough memory to draw one picture");
        message.ShouldNotContain("\n");
        _sizes.ShouldBe([4, 2, 1]);
    }

    [Fact]
    public void Draw_AnotherFailure_IsPassedOn()
    {
        Should.Throw<RewardLabException>(() => HalvedBatches.Draw(new(), _ => throw new RewardLabException("overflow"), _lines.Add)).Message.ShouldBe("overflow");

        _lines.ShouldBeEmpty();
    }

    private ImageBatch Try(GenerationOptions options, int possible)
    {
        _sizes.Add(options.BatchSize);
        return options.BatchSize <= possible ? new ImageBatch([], 0, 8, 8) : throw new InvalidOperationException("CUDA out of memory.\nTried to allocate 2 GiB.");
    }
}
