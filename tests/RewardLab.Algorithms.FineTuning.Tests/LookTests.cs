using System.Text.Json;
using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Tests;

public sealed class LookTests
{
    [Fact]
    public void CountAbove_SharesThatRoundToOne_GoesByWhatOrdersThem()
    {
        var first = new Look { Epoch = 0, Proxy = [1, 1, 0.5], ProxyOrder = [60, 300, 0], Judges = [], KlOfSteps = [] };
        var later = first with { Epoch = 5, ProxyOrder = [80, 200, 0] };
        (later.CountAbove(first), first.CountAbove(later)).ShouldBe((1, 1));
        (first with { ProxyOrder = [100, 400, 0] }).CountAbove(first).ShouldBe(2);

        // A state of an earlier version has no keys: then scores must do.
        later.CountAbove(first with { ProxyOrder = null }).ShouldBe(0);
        JsonSerializer.Deserialize<Look>(JsonSerializer.Serialize(later))!.ProxyOrder.ShouldBe([80, 200, 0]);
        JsonSerializer.Serialize(first with { ProxyOrder = null }).ShouldNotContain("ProxyOrder");
    }
}
