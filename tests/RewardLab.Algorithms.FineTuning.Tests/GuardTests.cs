using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>What happens to an update when kernels, memory or numbers misbehave: a hook on the denoiser's last layer plays their part.</summary>
public sealed class GuardTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ddpo_OutputDependsOnRowsAndPlace_FallsBackToTheBatchesOfTheSampling(int updatesPerEpoch)
    {
        // Ten thousandths for each row and place: far beyond the bound in any batch but the one that was sampled, padded as it was.
        var run = _world.Run("run");
        TinyWorld.Optimise(
            TinyWorld.Ddpo with { UpdatesPerEpoch = updatesPerEpoch, Normalization = Torch.Policies.AdvantageNormalization.Group },
            run,
            Red,
            TestContext.Current.CancellationToken,
            model => Hook(model, static output =>
            {
                var rows = (int)output.shape[0];
                return output.Add(tensor(Enumerable.Range(rows, rows).Select(static place => 1e-2f * place).ToArray()).view(-1, 1, 1, 1));
            }));
        run.Events.Count(line => line.Kind == "finetune.fallback").ShouldBe(1);
        var epochs = run.Events.Where(line => line.Kind == "finetune.epoch").ToArray();
        epochs.Length.ShouldBe(TinyWorld.Ddpo.Epochs);
        epochs.ShouldAllBe(line => line.Number("ratioDrift") == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_BaseInBf16_KeepsTheAdapterInFloat32AndTheBaseAsItWas(bool isPolicy)
    {
        var run = _world.Run("run");
        Tensor? before = null;
        Tensor? weight = null;
        TinyWorld.Optimise(isPolicy ? TinyWorld.Ddpo with { UpdatesPerEpoch = 2 } : TinyWorld.Rwr, run, Red, TestContext.Current.CancellationToken, model =>
        {
            foreach (var part in (nn.Module[])[model.Pipeline.UNet, model.Pipeline.TextEncoder, model.Pipeline.Autoencoder])
            {
                new Torch.Scoring.Placement(CPU, ScalarType.BFloat16).Move(part);
            }

            weight = model.Pipeline.UNet.state_dict()
                .First(entry => entry.Key.EndsWith("to_q.weight", StringComparison.Ordinal))
                .Value.alias()
                .DetachFromDisposeScope();
            before = weight.clone().DetachFromDisposeScope();
        });
        using (weight)
        using (before)
        {
            weight!.dtype.ShouldBe(ScalarType.BFloat16);
            (weight - before!).abs().max().to_type(ScalarType.Float32).item<float>().ShouldBe(0);
        }

        run.Events.Count(line => line.Kind == "finetune.epoch").ShouldBe(4);
        run.Events.ShouldAllBe(line => line.Kind != "finetune.skipped");
        run.Events.Last(line => line.Kind == "finetune.evaluation").Number("kl").ShouldNotBe(0);
        var header = System.Text.Encoding.UTF8.GetString(TinyWorld.Lora(run, isPolicy ? "ddpo" : "rwr").AsSpan(0, 400));
        header.ShouldContain("\"F32\"");
        header.ShouldNotContain("BF16");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Ddpo_LowPrecisionMovesTheRatio_TrainsAndEvaluatesInFloat32FromThereOn(int evaluationSteps)
    {
        var calls = 0;
        var run = _world.Run("run");
        TinyWorld.Optimise(TinyWorld.Ddpo with { EvaluationSteps = evaluationSteps }, run, Red, TestContext.Current.CancellationToken, model =>
        {
            new Torch.Scoring.Placement(CPU, ScalarType.BFloat16).Move(model.Pipeline.UNet);
            Hook(model, output => output.dtype == ScalarType.BFloat16 ? output.Add(1e-2 * calls++) : output);
        });
        run.Lines.ShouldContain(line => line.Contains("the denoiser computes in float32 from now on", StringComparison.Ordinal));
        run.Events.Count(line => line.Kind == "finetune.epoch").ShouldBe(TinyWorld.Ddpo.Epochs);
        run.Events.Count(line => line.Kind == "finetune.evaluation").ShouldBe(3);
    }

    [Fact]
    public void Ddpo_OutputDiffersAtEveryCall_StopsSayingThatItWouldLearnFromNoise()
    {
        var calls = 0;
        var run = _world.Run("run");
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            TinyWorld.Ddpo, run, Red, TestContext.Current.CancellationToken, model => Hook(model, output => output.Add(1e-2 * calls++))))
            .Message.ShouldContain("DDPO would learn from the arithmetic's noise");
        run.Events.Count(line => line.Kind == "finetune.fallback").ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Update_MemoryRunsOut_HalvesAndLearnsTheSame(bool isPolicy)
    {
        Options.FineTuningOptions options = isPolicy ? TinyWorld.Ddpo with { MicroBatchSize = 8 } : TinyWorld.Rwr with { MicroBatchSize = 4 };
        var (short_, plenty) = (_world.Run("short"), _world.Run("plenty"));
        var limit = isPolicy ? 4 : 2; // rows; DDPO's are guided and count twice
        TinyWorld.Optimise(
            options,
            short_,
            Red,
            TestContext.Current.CancellationToken,
            model => Hook(
                model,
                output => is_grad_enabled() && output.shape[0] > limit
                    ? throw new InvalidOperationException("CUDA out of memory. Tried to allocate 2.00 GiB")
                    : output));
        TinyWorld.Optimise(options, plenty, Red, TestContext.Current.CancellationToken);
        var memory = short_.Events.Where(line => line.Kind == "finetune.memory").ToArray();
        memory[^1].ToString().ShouldContain("2 denoising steps at once from now on; the result does not change");
        plenty.Events.ShouldAllBe(line => line.Kind != "finetune.memory");
        var (first, second) = (Norms(short_), Norms(plenty));
        first.Length.ShouldBe(second.Length);
        for (var i = 0; i < first.Length; i++)
        {
            first[i].ShouldBe(second[i], 1e-3 * second[i]);
        }
    }

    [Fact]
    public void Update_OneStepDoesNotFit_StopsSayingWhatHelps() =>
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            TinyWorld.Ddpo,
            _world.Run("run"),
            Red,
            TestContext.Current.CancellationToken,
            model => Hook(model, output => is_grad_enabled() ? throw new InvalidOperationException("out of memory") : output)))
            .Message.ShouldContain("there is not enough memory for one denoising step");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Update_LossIsNotFinite_SkipsThreeTimesAndStopsNamingTypeTimestepAndPrompt(bool isPolicy)
    {
        var run = _world.Run("run");
        var exception = Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            isPolicy ? TinyWorld.Ddpo : TinyWorld.Rwr,
            run,
            Red,
            TestContext.Current.CancellationToken,
            model => Hook(model, output => is_grad_enabled() ? output.Mul(double.NaN) : output)));
        exception.Message.ShouldContain("3 updates in a row were skipped, the last because the loss is not finite");
        exception.Message.ShouldContain("Float32");
        exception.Message.ShouldContain("timestep");
        TinyWorld.Prompts.ShouldContain(prompt => exception.Message.Contains($"\"{prompt}\"", StringComparison.Ordinal));
        run.Events.Count(line => line.Kind == "finetune.skipped").ShouldBe(3);
    }

    public void Dispose() => _world.Dispose();

    internal static void Hook(PipelineImageModel model, Func<Tensor, Tensor> change) =>
        ((nn.Module<Tensor, Tensor>)model.Pipeline.UNet.named_modules().Single(module => module.name == "conv_out").module)
            .register_forward_hook((_, _, output) => change(output));

    private static double[] Norms(FolderRun run) => [.. run.Events.Where(line => line.Kind == "finetune.epoch").Select(line => line.Number("gradientNorm"))];
}
