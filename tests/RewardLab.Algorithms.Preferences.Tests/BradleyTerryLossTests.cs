using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences.Tests;

public sealed class BradleyTerryLossTests
{
    [Fact]
    public void Choices_OfLeads_IsTheSoftmaxCrossEntropyOfTwoScores()
    {
        using var scope = NewDisposeScope();
        float[] leads = [0, 2, -3, 80, -80, 1.5f];
        bool[] isTie = [false, false, false, false, false, true];

        var expected = leads.Zip(isTie).Average(choice => choice.Second
            ? -0.5 * (Math.Log(Sigmoid(choice.First)) + Math.Log(Sigmoid(-choice.First)))
            : choice.First < -50 ? -choice.First : -Math.Log(Sigmoid(choice.First)));

        BradleyTerryLoss.Preferences(tensor(leads), isTie).item<float>().ShouldBe((float)expected, 1e-5f);
        leads.Zip(isTie).Average(choice => BradleyTerryLoss.OfLead(choice.First, choice.Second)).ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Loss_OfATie_IsLowestWhereScoresAreEqual()
    {
        BradleyTerryLoss.OfLead(0, isTie: true).ShouldBe(Math.Log(2), 1e-12);
        BradleyTerryLoss.OfLead(0.1, isTie: true).ShouldBeGreaterThan(Math.Log(2));
        BradleyTerryLoss.OfLead(-0.1, isTie: true).ShouldBe(BradleyTerryLoss.OfLead(0.1, isTie: true), 1e-12);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
