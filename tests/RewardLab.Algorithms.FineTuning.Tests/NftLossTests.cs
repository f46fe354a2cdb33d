using RewardLab.Algorithms.FineTuning.Nft;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Negative-aware fine-tuning's loss against its authors' code.</summary>
public sealed class NftLossTests
{
    private const string Fixture = "nft_loss";

    public static TheoryData<string> Cases => GoldenLosses.Names(Fixture);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compute_VelocitiesOfTheReference_GivesItsLossAndGradient(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenLosses(Fixture);
        var settings = golden.Case(name);
        var (beta, limit) = (settings.GetProperty("beta").GetDouble(), settings.GetProperty("adv_clip_max").GetDouble());
        var velocity = golden[$"{name}.forward_prediction"].requires_grad_();
        var optimality = Array.ConvertAll(
            golden.Numbers($"{name}.advantages"), advantage => (float)NftLoss.Optimality(advantage, limit, Part(settings.GetProperty("adv_mode").GetString())));

        var terms = NftLoss.Compute(
            golden[$"{name}.x0"], Clean(velocity), Clean(golden[$"{name}.old_prediction"]), tensor(optimality), beta, limit);
        var difference = velocity - golden[$"{name}.ref_prediction"];
        var distance = (difference * difference).mean();
        var total = terms.Loss.AddScaled(distance, settings.GetProperty("train_beta").GetDouble());
        total.backward();

        golden.Check($"{name}.r", tensor(optimality));
        golden.Check($"{name}.positive_loss", terms.Positive);
        golden.Check($"{name}.negative_loss", terms.Negative);
        golden.Check($"{name}.weight_factor", terms.PositiveWeight);
        golden.Check($"{name}.negative_weight_factor", terms.NegativeWeight);
        golden.Check($"{name}.kl_div_loss", distance);
        golden.Check($"{name}.total_loss", total);
        golden.Check($"{name}.grad_forward", velocity.grad!, GoldenLosses.GradientLimit);

        // The clean image that a velocity predicts: x_t - t v.
        Tensor Clean(Tensor prediction) => golden[$"{name}.xt"] - (golden[$"{name}.timesteps"].Div(1000).view(-1, 1, 1, 1) * prediction);
    }

    [Fact]
    public void At_EveryStepOfTheReference_GivesItsDecay()
    {
        var steps = GoldenLosses.Read(Fixture, "old_decay.json").EnumerateArray().ToArray();
        steps.Length.ShouldBeGreaterThan(30);
        foreach (var step in steps)
        {
            var schedule = step.GetProperty("decay_type").GetInt32() switch
            {
                0 => OldPolicySchedule.Immediate,
                1 => OldPolicySchedule.Rising,
                _ => OldPolicySchedule.RisingLate,
            };
            OldPolicyDecay.At(schedule, step.GetProperty("step").GetInt64()).ShouldBe(step.GetProperty("decay").GetDouble(), 1e-15);
        }
    }

    // On the old policy itself the two implicit policies are one, so an image of r = 1/2 pulls as hard as it pushes.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.0, 1)]
    [InlineData(0.0, -1)]
    public void Compute_PolicyIsTheOldOne_PullsToGoodImagesAndPushesFromBadOnes(double optimality, int sign)
    {
        using var scope = NewDisposeScope();
        var (original, start) = (tensor([1f, -2f, 0.5f, 3f], [1, 4]), tensor([0.5f, 0f, 0f, 1f], [1, 4]));
        var predicted = start.clone().requires_grad_();
        NftLoss.Compute(original, predicted, start, tensor([(float)optimality]), beta: 0.3, advantageLimit: 5).Loss.backward();

        // Descent moves the prediction against the gradient: towards the image where their product is positive.
        var towards = ((original - start) * predicted.grad!.neg()).sum().item<float>();
        (Math.Abs(towards) < 1e-5 ? 0 : Math.Sign(towards)).ShouldBe(sign);
    }

    private static AdvantagePart Part(string? mode) => mode switch
    {
        "positive_only" => AdvantagePart.Positive,
        "negative_only" => AdvantagePart.Negative,
        "one_only" => AdvantagePart.PositiveAsOne,
        "binary" => AdvantagePart.Sign,
        _ => AdvantagePart.All,
    };
}
