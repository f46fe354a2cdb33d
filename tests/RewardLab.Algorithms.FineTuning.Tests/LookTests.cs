using System.Text.Json;
using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Tests;

public sealed class LookTests
{
    [Fact]
    public void Serialize_WhatOrdersTheScores_IsWrittenWhereThereIsAny()
    {
        var look = new Look { Epoch = 0, Proxy = [1, 1, 0.5], ProxyOrder = [80, 200, 0], Judges = [], KlOfSteps = [] };
        JsonSerializer.Deserialize<Look>(JsonSerializer.Serialize(look))!.ScoresBy(judge: null).ProxyOrder.ShouldBe([80, 200, 0]);
        JsonSerializer.Serialize(look with { ProxyOrder = null }).ShouldNotContain("ProxyOrder");
    }
}
