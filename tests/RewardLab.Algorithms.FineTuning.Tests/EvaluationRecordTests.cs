using System.Text.Json;
using RewardLab.Algorithms.FineTuning.Evaluation;

namespace RewardLab.Algorithms.FineTuning.Tests;

public sealed class EvaluationRecordTests
{
    [Fact]
    public void Serialize_WhatOrdersTheScores_IsWrittenWhereThereIsAny()
    {
        var evaluation = new EvaluationRecord { Epoch = 0, Proxy = [1, 1, 0.5], ProxyOrder = [80, 200, 0], HeldOut = [], KlOfSteps = [] };
        JsonSerializer.Deserialize<EvaluationRecord>(JsonSerializer.Serialize(evaluation))!.ScoresBy(heldOutReward: null).ProxyOrder.ShouldBe([80, 200, 0]);
        JsonSerializer.Serialize(evaluation with { ProxyOrder = null }).ShouldNotContain("ProxyOrder");
    }
}
