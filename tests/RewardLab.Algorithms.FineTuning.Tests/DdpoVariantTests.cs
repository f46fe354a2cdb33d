using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>What each option of DDPO changes, against a run that differs in this option alone: how much, and why.</summary>
public sealed class DdpoVariantTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);

    // One update, of advantages whose mean is 0.
    private static readonly DdpoOptions One = TinyWorld.Ddpo with { Epochs = 1, EvaluationInterval = 100, Normalization = AdvantageNormalization.Global };

    private readonly TinyWorld _world = new();
    private int _runs;

    public void Dispose() => _world.Dispose();

    // At a ratio of 1 the gradients of -A ratio and of -A log pi are the same; their values are not: the mean of -A is 0.
    [Fact]
    public void Variant_ScoreFunction_HasTheClippedLossesGradientAtTheFirstUpdateAndAnotherValue()
    {
        var (clipped, score) = (Epoch(Train(One)), Epoch(Train(One with { Variant = PolicyVariant.ScoreFunction })));

        score.Number("gradientNorm").ShouldBe(clipped.Number("gradientNorm"), 1e-3 * clipped.Number("gradientNorm"));
        clipped.Number("loss").ShouldBe(0, 1e-5);
        Math.Abs(score.Number("loss")).ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void ClipRange_ATinyAndAVastOne_ClipsAndDoesNot()
    {
        var options = One with { InnerEpochs = 3 };
        var (tiny, vast) = (Train(options with { ClipRange = 1e-7 }), Train(options with { ClipRange = 10 }));

        // The first of the three passes has a ratio of 1; in the others hardly a step's ratio stays within 1e-7 of it.
        Epoch(tiny).Number("clipFraction").ShouldBeGreaterThan(0.5);
        Epoch(vast).Number("clipFraction").ShouldBe(0);
        TinyWorld.Lora(tiny, "ddpo").SequenceEqual(TinyWorld.Lora(vast, "ddpo")).ShouldBeFalse();
    }

    // Below every advantage's magnitude the limit is the magnitude, and the gradient is linear in it.
    [Fact]
    public void AdvantageLimit_BelowEveryAdvantage_ScalesTheGradient()
    {
        var (one, two) = (Epoch(Train(One with { AdvantageLimit = 1e-3 })), Epoch(Train(One with { AdvantageLimit = 2e-3 })));

        two.Number("gradientNorm").ShouldBe(2 * one.Number("gradientNorm"), 1e-2 * two.Number("gradientNorm"));
        one.Number("gradientNorm").ShouldBeLessThan(0.1 * Epoch(Train(One)).Number("gradientNorm"));
    }

    // Rewards in eighths, so that adding a whole number to those of one prompt changes no bit of their differences.
    [Theory]
    [InlineData(AdvantageNormalization.Group, 2, true)]
    [InlineData(AdvantageNormalization.PerPrompt, 2, true)]
    [InlineData(AdvantageNormalization.PerPrompt, 100, false)]
    [InlineData(AdvantageNormalization.Global, 2, false)]
    public void Normalization_OnePromptScoresHigherThroughout_CancelsItWherePromptsAreComparedWithThemselves(
        AdvantageNormalization normalization,
        int bufferMinCount,
        bool cancels)
    {
        var options = One with { Normalization = normalization, BufferMinCount = bufferMinCount };
        var (level, raised) = (Epoch(Train(options, Eighths(0))), Epoch(Train(options, Eighths(4))));

        if (cancels)
        {
            raised.Number("gradientNorm").ShouldBe(level.Number("gradientNorm"), 1e-3 * level.Number("gradientNorm"));
        }
        else
        {
            Math.Abs(raised.Number("gradientNorm") - level.Number("gradientNorm")).ShouldBeGreaterThan(0.02 * level.Number("gradientNorm"));
        }
    }

    [Fact]
    public void Normalization_PerPrompt_ComparesWithEarlierEpochsWhichGroupDoesNot()
    {
        var options = One with { Epochs = 2, BufferMinCount = 2 };
        var (own, group) = (Epochs(Train(options with { Normalization = AdvantageNormalization.PerPrompt })),
            Epochs(Train(options with { Normalization = AdvantageNormalization.Group })));

        // In the first epoch a prompt's latest rewards are those of its group.
        own[0].Number("gradientNorm").ShouldBe(group[0].Number("gradientNorm"), 1e-3 * group[0].Number("gradientNorm"));
        own[1].Number("proxy").ShouldBe(group[1].Number("proxy"), 1e-4);
        Math.Abs(own[1].Number("advantage") - group[1].Number("advantage")).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData(RegularizerType.Noise)]
    [InlineData(RegularizerType.StepMean)]
    public void KlWeight_ALargeOne_KeepsTheModelNearerToTheBase(RegularizerType form)
    {
        var options = TinyWorld.Ddpo with { Epochs = 6, EvaluationInterval = 100, Normalization = AdvantageNormalization.Group };
        var (free, held) = (Train(options), Train(options with { KlWeight = 1e5, KlOf = form }));

        LastKl(free).ShouldBeGreaterThan(0);
        LastKl(held).ShouldBeLessThan(LastKl(free) / 2);
        Epochs(free).ShouldAllBe(epoch => !epoch.Data.ContainsKey("distanceToBase"));
        Epochs(held)[^1].Number("distanceToBase").ShouldBeGreaterThan(0);
    }

    // The mean of a DDIM step is linear in the predicted noise: a distance of means, in deviations, is that of noises times a constant of the step.
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void KlOf_NoiseAndStepMean_DifferByTheStepsConstant(double eta)
    {
        // The second epoch's is the first distance that is not 0; a weight so small that both runs go the same way.
        var options = One with { Epochs = 2, FirstSteps = 1, KlWeight = 1e-9, Eta = eta };
        var (noise, mean) = (Epochs(Train(options with { KlOf = RegularizerType.Noise }))[1],
            Epochs(Train(options with { KlOf = RegularizerType.StepMean }))[1]);

        (mean.Number("distanceToBase") / noise.Number("distanceToBase"))
            .ShouldBe(Math.Pow(MeanPerNoise(667, 334, eta), 2), 0.02 * Math.Pow(MeanPerNoise(667, 334, eta), 2));
    }

    // Rows of the denoiser's last layer while gradients are taken: samples, times steps, twice where guidance computes each without its prompt too.
    [Theory]
    [InlineData(1, 0, 2, 6 * 3 * 2)]
    [InlineData(0.7, 0, 2, 6 * 2 * 2)]
    [InlineData(1, 1, 2, 6 * 1 * 2)]
    [InlineData(0.5, 2, 2, 6 * 1 * 2)]
    [InlineData(1, 0, 1, 6 * 3)]
    public void Update_ShareOfStepsAndGuidance_ComputesSoManyRows(double fraction, int firstSteps, double guidanceScale, int expected)
    {
        var rows = 0L;
        Train(
            One with { TimestepFraction = fraction, FirstSteps = firstSteps, GuidanceScale = guidanceScale },
            prepare: model => Watch(model, "conv_out", (count, isGraded) => rows += isGraded ? count : 0));
        rows.ShouldBe(expected);
    }

    [Fact]
    public void GradientCheckpointing_On_ComputesABlockOnceMoreForEachGradientAndLearnsTheSame()
    {
        const string Layer = "down_blocks.0.resnets.0.conv1";
        var (all, withGradient, recomputedAll) = (0L, 0L, 0L);
        var plain = Train(
            One, prepare: model => Watch(model, Layer, (rows, isGraded) => (all, withGradient) = (all + rows, withGradient + (isGraded ? rows : 0))));
        var recomputed = Train(One with { GradientCheckpointing = true }, prepare: model => Watch(model, Layer, (rows, _) => recomputedAll += rows));

        withGradient.ShouldBeGreaterThan(0);
        recomputedAll.ShouldBe(all + withGradient);
        Epoch(recomputed).Number("gradientNorm").ShouldBe(Epoch(plain).Number("gradientNorm"), 1e-4 * Epoch(plain).Number("gradientNorm"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainTextEncoder_On_MovesItsMatricesToo(bool trainsText)
    {
        using var scope = NewDisposeScope();
        var layers = Layers(Train(One with { TrainTextEncoder = trainsText }));

        layers.Count(layer => layer.Name.Component == LoraLayerName.UNet).ShouldBeGreaterThan(0);
        layers.Where(layer => layer.Name.Component == LoraLayerName.TextEncoder).Select(layer => Max(layer.Up)).Any(value => value > 0).ShouldBe(trainsText);
    }

    // Adam's first step is the learning rate in each direction, whatever the gradient's size; B begins at 0.
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    public void LearningRate_OneUpdate_IsHowFarTheMatricesGo(double learningRate)
    {
        using var scope = NewDisposeScope();
        Layers(Train(One with { LearningRate = learningRate, WeightDecay = 0 })).Max(layer => Max(layer.Up)).ShouldBe(learningRate, 1e-2 * learningRate);
    }

    // A gradient far below Adam's epsilon of 1e-8 hardly moves anything.
    [Fact]
    public void MaxGradientNorm_FarBelowAdamsEpsilon_LeavesTheMatricesWhereTheyWere()
    {
        using var scope = NewDisposeScope();
        Layers(Train(One with { MaxGradientNorm = 1e-12 })).Max(layer => Max(layer.Up)).ShouldBeLessThan(1e-3 * One.LearningRate);
    }

    // The less noise a step adds, the nearer its images are to those of the sampler that adds none.
    [Fact]
    public void Eta_Small_GeneratesTheImagesOfTheDeterministicSampler()
    {
        double FromDeterministic(double eta) => Difference(HeldOut(Train(One with { Eta = eta })), Deterministic());

        FromDeterministic(1e-3).ShouldBeLessThan(1);
        FromDeterministic(1).ShouldBeGreaterThan(5);
    }

    private static PixelReward Eighths(double offset) =>
        new("eighths", static (red, _, _) => Math.Round(red * 256) / 8) { PromptOffset = prompt => prompt == TinyWorld.Prompts[0] ? offset : 0 };

    private static RunEvent[] Epochs(FolderRun run) => [.. run.Events.Where(e => e.Kind == "finetune.epoch")];

    private static RunEvent Epoch(FolderRun run) => Epochs(run).ShouldHaveSingleItem();

    private static double LastKl(FolderRun run) => run.Events.Last(e => e.Kind == "finetune.evaluation").Number("kl");

    private static IReadOnlyList<LoraMatrices> Layers(FolderRun run) => LoraFile.Read(Path.Combine(run.Folder, "ddpo", "lora"));

    private static double Max(Tensor values) => values.abs().max().item<float>();

    // Stable Diffusion's schedule, by the formulas of Song et al. (arXiv:2010.02502), equations 12 and 16.
    private static double MeanPerNoise(int timestep, int previous, double eta)
    {
        double Alpha(int step)
        {
            var product = 1.0;
            for (var i = 0; i <= step; i++)
            {
                var root = Math.Sqrt(0.00085) + ((Math.Sqrt(0.012) - Math.Sqrt(0.00085)) * i / 999);
                product *= 1 - (root * root);
            }

            return product;
        }

        var (now, before) = (Alpha(timestep), Alpha(previous));
        var sigma = eta * Math.Sqrt((1 - before) / (1 - now) * (1 - (now / before)));
        return (Math.Sqrt(1 - before - (sigma * sigma)) - Math.Sqrt(before * (1 - now) / now)) / sigma;
    }

    // Rows that a layer computes, and whether gradients are taken.
    private static void Watch(PipelineImageModel model, string layer, Action<long, bool> see) =>
        ((nn.Module<Tensor, Tensor>)model.Pipeline.UNet.named_modules().Single(entry => entry.name == layer).module).register_forward_hook((_, _, output) =>
        {
            see(output.shape[0], is_grad_enabled());
            return output;
        });

    private static byte[] HeldOut(FolderRun run) => File.ReadAllBytes(Path.Combine(run.Folder, "ddpo", "held-out", "epoch-00000.png"));

    // TinyWorld writes bare pixels.
    private static double Difference(byte[] first, byte[] second) => first.Zip(second).Average(pair => Math.Abs(pair.First - pair.Second));

    private static byte[] Deterministic()
    {
        using var model = TinyWorld.Model();
        var seeds = SeedStream.Create(3, "fine-tuning/held-out");
        ImageRequest[] requests =
        [
            .. TinyWorld.Prompts.SelectMany(prompt => Enumerable.Range(0, One.EvaluationImages).Select(i => new ImageRequest(prompt, seeds.Child(prompt)[i]))),
        ];
        var images = model.Pipeline.Generate(
            requests,
            new GenerationOptions { NumInferenceSteps = One.NumInferenceSteps, GuidanceScale = One.GuidanceScale, Eta = 0, BatchSize = One.SampleBatchSize },
            progress: null,
            TestContext.Current.CancellationToken);
        return [.. Evaluation.ImageGrid.Create(images, One.EvaluationImages)[0]];
    }

    private FolderRun Train(DdpoOptions options, PixelReward? reward = null, Action<PipelineImageModel>? prepare = null)
    {
        var run = _world.Run($"run{_runs++}");
        TinyWorld.Optimise(options, run, reward ?? Red, TestContext.Current.CancellationToken, prepare);
        return run;
    }
}
