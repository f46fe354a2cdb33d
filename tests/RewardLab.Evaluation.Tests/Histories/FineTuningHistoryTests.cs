using System.Text;
using System.Text.Json;
using RewardLab.Evaluation.Histories;

namespace RewardLab.Evaluation.Tests.Histories;

public sealed class FineTuningHistoryTests
{
    [Fact]
    public void Parse_HistoryOfTheFirstVersion_GivesItsEvaluations()
    {
        var history = FineTuningHistory.Parse("""
            {"name":"tuned","chosen":5,"beatsBase":true,"isDelivered":true,"outcome":"chosen: epoch 5",
             "alarm":{"isRaised":false,"couldBeRaised":true,"message":"not raised"},
             "alarms":[],"collapses":[3],"findings":[{"epoch":1,"kind":"finetune.prompt","message":"cut"}],"prompts":[0,1],
             "looks":[{"epoch":0,"proxy":[1,"NaN"],"judges":{"truth":[0,1]},"disagreement":null,"diversity":0.25,"klOfSteps":[0.5,1],"latentSize":64,"kl":1.5}],
             "epochs":[{"epoch":1,"values":{"proxy":0.5,"judge/truth":1}}]}
            """);

        (history.Name, history.Chosen, history.BeatsBase, history.Outcome, history.Alarm!.CouldBeRaised).ShouldBe(("tuned", 5, true, "chosen: epoch 5", true));
        history.Collapses.ShouldBe([3]);
        history.Findings.ShouldBe([new HistoryFinding(1, "finetune.prompt", "cut")]);
        var evaluation = history.Evaluations.ShouldHaveSingleItem();
        evaluation.Proxy.ShouldBe([1, double.NaN]);
        evaluation.HeldOut["truth"].ShouldBe([0, 1]);
        (evaluation.Kl, evaluation.Diversity, evaluation.LatentSize).ShouldBe((1.5, 0.25, 64));
        history.Epochs.ShouldHaveSingleItem().Values["judge/truth"].ShouldBe(1);
    }

    [Fact]
    public void Write_History_ComesBackTheSameInTodaysKeys()
    {
        var history = new FineTuningHistory(
            "tuned",
            [0, 1],
            [new HeldOutEvaluation(2, [1, 2], new Dictionary<string, IReadOnlyList<double>> { ["truth"] = [0, 1] }) { Kl = 1.5, KlOfSteps = [1.5] }])
        {
            Chosen = 2,
            Alarms = [4],
        };
        using var stream = new MemoryStream();
        history.Write(stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());

        text.ShouldContain("\"evaluations\"");
        text.ShouldContain("\"heldOut\"");
        var again = FineTuningHistory.Parse(text);
        again.Evaluations[0].HeldOut["truth"].ShouldBe([0, 1]);
        (again.Chosen, again.Alarms[0], again.Evaluations[0].Kl).ShouldBe((2, 4, 1.5));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"x\",\"prompts\":[]}")]
    [InlineData("{\"name\":\"x\",\"prompts\":[0],\"looks\":[{\"epoch\":0}]}")]
    public void Parse_NoHistory_Refuses(string json) => Should.Throw<JsonException>(() => FineTuningHistory.Parse(json));
}
