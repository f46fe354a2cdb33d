using RewardLab.Abstractions;
using RewardLab.Torch.Memory;

namespace RewardLab.Torch.Tests.Memory;

public sealed class HalvedBatchTests
{
    private readonly List<int> _halved = [];
    private readonly List<int> _sizes = [];

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 2)]
    [InlineData(7, 3)]
    [InlineData(7, 1)]
    public void Run_MemoryForSoMany_ComesDownToThemAndTellsEachSize(int told, int possible)
    {
        Run(told, possible).ShouldBe(possible);

        _sizes[0].ShouldBe(told);
        _halved.ShouldBe(_sizes[1..]);
    }

    [Fact]
    public void Run_MemoryForNone_IsRefusedInOneLine()
    {
        Should.Throw<RewardLabException>(() => Run(4, 0)).Message
            .ShouldBe("There is not enough memory for one image: CUDA out of memory. Tried to allocate 2 GiB.; close other programs.");

        _sizes.ShouldBe([4, 2, 1]);
    }

    [Fact]
    public void Run_AnotherFailure_IsPassedOn()
    {
        Should.Throw<RewardLabException>(() => HalvedBatch.Run<int>(8, _ => throw new RewardLabException("overflow"), _halved.Add, "no", "no"))
            .Message.ShouldBe("overflow");

        _halved.ShouldBeEmpty();
    }

    private int Run(int told, int possible) => HalvedBatch.Run(
        told,
        size =>
        {
            _sizes.Add(size);
            return size <= possible ? size : throw new InvalidOperationException("CUDA out of memory.\nTried to allocate 2 GiB.");
        },
        _halved.Add,
        "There is not enough memory for one image",
        "close other programs");
}
