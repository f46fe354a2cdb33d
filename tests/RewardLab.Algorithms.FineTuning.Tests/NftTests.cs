using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Weights;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Negative-aware fine-tuning of a tiny diffusion model and of a tiny flow, and what each of its options changes.</summary>
public sealed class NftTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);

    // One update of the first epoch, of images of two prompts.
    private static readonly NftOptions One = TinyWorld.Nft with { Epochs = 1, EvaluationInterval = 100 };

    private readonly TinyWorld _world = new();
    private int _runs;

    public void Dispose() => _world.Dispose();

    // At the first update the policy is the old one and the base: nothing lies between them, and both implicit policies are one.
    [Fact]
    public void Epoch_TheFirst_BeginsAtTheOldPolicyAndTheBase()
    {
        var epoch = Epoch(Train(One));

        epoch.Number("distanceToOld").ShouldBe(0, 1e-10);
        epoch.Number("distanceToBase").ShouldBe(0, 1e-10);
        epoch.Number("positiveLoss").ShouldBe(epoch.Number("negativeLoss"), 1e-5);
        epoch.Number("gradientNorm").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void OldPolicy_EachSchedule_FollowsByItsDecay()
    {
        var options = TinyWorld.Nft with { UpdatesPerEpoch = 2, EvaluationInterval = 100 };
        Decays(options with { OldPolicy = OldPolicySchedule.Immediate }).ShouldBe([0, 0, 0, 0]);
        Decays(options with { OldPolicy = OldPolicySchedule.Rising }).ShouldBe([0.002, 0.004, 0.006, 0.008]);
        Decays(options with { OldPolicy = OldPolicySchedule.RisingLate }).ShouldBe([0, 0, 0, 0]);

        double[] Decays(NftOptions chosen) =>
            [.. Train(chosen).Events.Where(line => line.Kind == "finetune.epoch").Select(line => Math.Round(line.Number("oldPolicyDecay"), 6))];
    }

    // The second update of an epoch starts from another policy than the one that sampled.
    [Fact]
    public void UpdatesPerEpoch_Two_LeavesTheOldPolicyWhereItWas() =>
        Epoch(Train(One with { UpdatesPerEpoch = 2 })).Number("distanceToOld").ShouldBeGreaterThan(1e-8);

    // Images that all count as the mean teach nothing where only the distance to the base is left, and at the base that is 0.
    [Fact]
    public void Advantages_OfOneSign_LearnFromThoseAlone()
    {
        var offset = new PixelReward("offset", static (_, _, _) => 1);
        Epoch(Train(One, offset)).Number("gradientNorm").ShouldBe(0, 1e-5);

        double[] norms = [.. Enum.GetValues<AdvantagePart>().Select(part => Epoch(Train(One with { Advantages = part })).Number("gradientNorm"))];
        norms.Distinct().Count().ShouldBe(norms.Length);
        norms.ShouldAllBe(norm => norm > 1e-6);
    }

    // r is linear in the advantage up to the limit, and the loss is multiplied by it: beyond every advantage the gradient does not depend on it.
    [Fact]
    public void AdvantageLimit_BeyondEveryAdvantage_DoesNotChangeTheGradient()
    {
        var (near, far, below) = (Norm(100), Norm(1000), Norm(0.01));
        far.ShouldBe(near, 1e-2 * near);
        below.ShouldBeLessThan(0.2 * near);

        double Norm(double limit) => Epoch(Train(One with { AdvantageLimit = limit })).Number("gradientNorm");
    }

    // At the old policy the gradient of the loss does not depend on beta: the mixtures' slope is beta, and the loss is divided by it.
    [Fact]
    public void Beta_AtTheOldPolicy_DoesNotChangeTheGradient()
    {
        var (small, large) = (Epoch(Train(One with { Beta = 0.1 })), Epoch(Train(One with { Beta = 1 })));
        small.Number("gradientNorm").ShouldBe(large.Number("gradientNorm"), 1e-3 * large.Number("gradientNorm"));
        small.Number("loss").ShouldBe(10 * large.Number("loss"), 1e-3 * small.Number("loss"));
    }

    // Prompts whose images lie apart by different amounts: the epoch's deviation has the distance between the prompts in it, too.
    [Fact]
    public void UseGlobalDeviation_PromptsFarApart_MakesAdvantagesSmaller()
    {
        var apart = new PixelReward("red", static (red, _, _) => red) { PromptOffset = prompt => prompt == TinyWorld.Prompts[0] ? 10 : 0 };
        var (group, all) = (Epoch(Train(One with { UseGlobalDeviation = false }, apart)), Epoch(Train(One, apart)));
        all.Number("advantage").ShouldBeLessThan(0.1 * group.Number("advantage"));
        all.Number("advantage").ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Run_WhateverTheMicroBatch_LearnsTheSame(int size)
    {
        var (one, other) = (Train(TinyWorld.Nft with { MicroBatchSize = 64 }), Train(TinyWorld.Nft with { MicroBatchSize = size }));
        foreach (var (first, second) in Norms(one).Zip(Norms(other)))
        {
            second.ShouldBe(first, 1e-3 * first);
        }

        static IEnumerable<double> Norms(FolderRun run) =>
            run.Events.Where(line => line.Kind == "finetune.epoch").Select(line => line.Number("gradientNorm"));
    }

    [Fact]
    public void FirstStepsAndTimestepFraction_OfThree_TrainOnFewerNoiseLevels()
    {
        double[] norms =
        [
            .. new[] { One, One with { FirstSteps = 1 }, One with { TimestepFraction = 0.34 } }.Select(options => Epoch(Train(options)).Number("gradientNorm")),
        ];
        norms.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void TrainTextEncoder_OfADiffusionModel_DeliversItsMatrices()
    {
        var run = Train(TinyWorld.Nft with { TrainTextEncoder = true, GradientCheckpointing = true, Epochs = 2 });
        using var lora = SafetensorsFile.Open(Path.Combine(run.Folder, "nft", "lora", "pytorch_lora_weights.safetensors"));
        lora.Tensors.Keys.ShouldContain(name => name.StartsWith("text_encoder.", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_FlowModel_TrainsItsJointAttention()
    {
        var run = _world.Run("flow");
        FlowWorld.Optimise(TinyWorld.Nft with { KlWeight = 0.1 }, run, Red, TestContext.Current.CancellationToken);

        using var lora = SafetensorsFile.Open(Path.Combine(run.Folder, "nft", "lora", "pytorch_lora_weights.safetensors"));
        lora.Tensors.Keys.ShouldAllBe(name => name.StartsWith("transformer.transformer_blocks.", StringComparison.Ordinal));
        run.Events.Where(line => line.Kind == "finetune.epoch").ShouldAllBe(line => line.Number("gradientNorm") > 0);
    }

    [Fact]
    public void Run_ImpossibleRequests_AreRefusedInOneLine()
    {
        Refused(One with { ImagesPerPrompt = 1, SamplesPerEpoch = 2 }).ShouldContain("imagesPerPrompt");
        Refused(One with { UpdatesPerEpoch = 9 }).ShouldContain("updatesPerEpoch");
        Should.Throw<RewardLabException>(() => FlowWorld.Optimise(
            One with { AdapterFormat = LoraLayout.Kohya }, _world.Run("flow"), Red, TestContext.Current.CancellationToken))
            .Message.ShouldContain("adapterFormat");

        string Refused(NftOptions options)
        {
            var message = Should.Throw<RewardLabException>(() => Train(options)).Message;
            message.ShouldNotContain("\n");
            return message;
        }
    }

    [Fact]
    public void Run_RewardThatIsTheSameForEveryImage_SaysThatThereIsNothingToLearn()
    {
        var run = Train(One, new PixelReward("constant", static (_, _, _) => 0.5));
        run.Lines.ShouldContain(line => line.Contains("NOTHING TO LEARN FROM") && line.Contains("constant gives all 8 images"));
    }

    private FolderRun Train(NftOptions options, PixelReward? reward = null)
    {
        var run = _world.Run($"run-{_runs++}");
        TinyWorld.Optimise(options, run, reward ?? Red, TestContext.Current.CancellationToken);
        return run;
    }

    private static RunEvent Epoch(FolderRun run) => run.Events.Last(line => line.Kind == "finetune.epoch");
}
