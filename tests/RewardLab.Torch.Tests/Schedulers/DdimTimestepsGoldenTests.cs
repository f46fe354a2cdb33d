using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Torch.Schedulers;

namespace RewardLab.Torch.Tests.Schedulers;

/// <summary>Against numpy's arange, round and linspace, for every number of steps: eight hexadecimal digits of each list's SHA-256.</summary>
public sealed class DdimTimestepsGoldenTests
{
    [Theory]
    [InlineData(TimestepSpacing.Leading, 1000)]
    [InlineData(TimestepSpacing.Leading, 50)]
    [InlineData(TimestepSpacing.Leading, 999)]
    [InlineData(TimestepSpacing.Trailing, 1000)]
    [InlineData(TimestepSpacing.Trailing, 50)]
    [InlineData(TimestepSpacing.Trailing, 999)]
    [InlineData(TimestepSpacing.Linspace, 1000)]
    [InlineData(TimestepSpacing.Linspace, 50)]
    [InlineData(TimestepSpacing.Linspace, 999)]
    public void Timesteps_EveryStepCount_AreNumpys(TimestepSpacing spacing, int numTrainTimesteps)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "ddim", "timesteps.json")));
        var expected = document.RootElement.GetProperty(spacing.ToString().ToLowerInvariant()).GetProperty($"{numTrainTimesteps}").GetString()!;
        var scheduler = new DdimScheduler(DdimSchedulerConfig.StableDiffusion with { TimestepSpacing = spacing, NumTrainTimesteps = numTrainTimesteps });

        var different = Enumerable.Range(1, numTrainTimesteps)
            .Where(count => Digits(scheduler.Timesteps(count)) != expected.Substring((count - 1) * 8, 8))
            .ToArray();

        different.ShouldBeEmpty();
    }

    [Fact]
    public void Timesteps_TrailingWhereNumpyRoundsItsStride_EndAtTwenty() =>
        new DdimScheduler(DdimSchedulerConfig.StableDiffusion with { TimestepSpacing = TimestepSpacing.Trailing }).Timesteps(48)
            .ShouldBe([
                999, 978, 957, 936, 916, 895, 874, 853, 832, 811, 791, 770, 749, 728, 707, 686, 666, 645, 624, 603, 582, 561, 541, 520, 499, 478, 457, 436, 416,
                395,
                374, 353, 332, 311, 291, 270, 249, 228, 207, 186, 166, 145, 124, 103, 82, 61, 41, 20,
            ]);

    private static string Digits(int[] timesteps) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', timesteps))))[..8];
}
