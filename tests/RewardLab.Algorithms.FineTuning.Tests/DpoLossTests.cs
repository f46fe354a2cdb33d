using RewardLab.Algorithms.FineTuning.Dpo;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Direct preference optimization's loss against its authors' code, and Flow-GRPO's of velocities.</summary>
public sealed class DpoLossTests
{
    private const string Fixture = "dpo_loss";

    public static TheoryData<string> Cases => GoldenLosses.Names(Fixture);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compute_PredictionsOfTheReference_GivesItsLossAndGradient(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLosses(Fixture);
        var settings = golden.Case(name);
        var predicted = golden[$"{name}.model_pred"].requires_grad_();

        var terms = DpoLoss.Compute(
            predicted,
            golden[$"{name}.ref_pred"],
            golden[$"{name}.target"],
            settings.GetProperty("beta").GetDouble(),
            new bool[settings.GetProperty("pairs").GetInt32()]);
        terms.Loss.backward();

        golden.Check($"{name}.model_error_preferred", terms.Preferred);
        golden.Check($"{name}.model_error_other", terms.Other);
        golden.Check($"{name}.ref_error_preferred", terms.ReferencePreferred);
        golden.Check($"{name}.ref_error_other", terms.ReferenceOther);
        golden.Check($"{name}.inside", terms.Lead, GoldenLosses.GradientLimit); // a difference of errors that are nearly alike, times beta
        golden.Check($"{name}.loss", terms.Loss);
        golden.Check($"{name}.grad_model_pred", predicted.grad!, GoldenLosses.GradientLimit);
        golden.Check($"{name}.implicit_acc", terms.Lead.gt(zeros_like(terms.Lead)).to_type(ScalarType.Float32).mean());
    }

    // Half a win and half a loss: least where the policy prefers neither.
    [Fact]
    public void Compute_Tie_DrawsTheTwoTogether()
    {
        using var scope = NewDisposeScope();
        var reference = tensor([0f, 0f], [2, 1]);
        var target = tensor([1f, 1f], [2, 1]);
        var even = DpoLoss.Compute(tensor([0.5f, 0.5f], [2, 1]), reference, target, beta: 10, isTie: [true]).Loss.item<float>();
        even.ShouldBe((float)Math.Log(2), 1e-5f);
        foreach (var output in (float[][])[[0.6f, 0.5f], [0.5f, 0.6f]])
        {
            DpoLoss.Compute(tensor(output, [2, 1]), reference, target, beta: 10, isTie: [true]).Loss.item<float>().ShouldBeGreaterThan(even);
        }
    }
}
