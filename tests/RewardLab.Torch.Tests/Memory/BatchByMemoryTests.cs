using RewardLab.Torch.Memory;

namespace RewardLab.Torch.Tests.Memory;

public sealed class BatchByMemoryTests
{
    private static readonly BatchByMemory Rule = new() { Share = 4, Max = 64, Otherwise = 16, FixedBytes = 100 };
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(400, 1)] // a quarter of it is what is taken anyway
    [InlineData(4400, 10)]
    [InlineData(1_000_000, 64)]
    public void Choose_FreeMemory_IsItsShareLessWhatIsTakenAnyway(long freeBytes, int expected) => Rule.Choose(freeBytes, bytesPerItem: 100).ShouldBe(expected);

    [Fact]
    public void Choose_FreeMemoryUnknown_IsWhatIsTakenOtherwise() => Rule.Choose(freeBytes: null, bytesPerItem: 100).ShouldBe(16);

    [Fact]
    public void Choose_MemoryLimits_IsToldAndNotWhereItDoesNot()
    {
        Rule.Choose(3L << 30, 1L << 26, _lines.Add).ShouldBe(11);
        Rule.Choose(1L << 60, 1, _lines.Add).ShouldBe(64);

        _lines.ShouldBe(["batches of 11, chosen for 3.0 GB of free memory."]);
    }
}
