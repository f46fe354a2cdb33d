using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Trajectories;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>DDPO on workers: the same adapter, metrics and events as in one process, whoever does what, in whatever order and how often.</summary>
public sealed class WorkerTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Ddpo_AnyNumberOfWorkers_GivesTheBytesOfOneProcess(int workers)
    {
        var options = TinyWorld.Ddpo with { SamplesPerEpoch = 18, UpdatesPerEpoch = 2, InnerEpochs = 2, KlWeight = 0.1, ClipRange = 0.1 };
        var (alone, together) = (_world.Run("alone"), _world.Run("together"));
        TinyWorld.Optimise(options, alone, Red, TestContext.Current.CancellationToken);
        using var pool = Pool(workers);
        TinyWorld.Optimise(options, together, Red, TestContext.Current.CancellationToken, workers: pool);

        pool.DoneCount.ShouldBeGreaterThan(options.Epochs * 5);
        RequireEqual(together, alone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ddpo_StoppedAndResumed_OnWorkers_GivesTheSameBytes(bool resumesOnWorkers)
    {
        var (alone, together) = (_world.Run("alone"), _world.Run("together"));
        TinyWorld.Optimise(TinyWorld.Ddpo, alone, Red, TestContext.Current.CancellationToken);
        using (var pool = Pool(2))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            var stopped = _world.Run("together", onProgress: stage =>
            {
                if (stage.Contains("epoch 3 of 4, update", StringComparison.Ordinal))
                {
                    stop.Cancel();
                }
            });
            Should.Throw<OperationCanceledException>(() => TinyWorld.Optimise(TinyWorld.Ddpo, stopped, Red, stop.Token, workers: pool));
        }

        using var others = Pool(5);
        TinyWorld.Optimise(
            TinyWorld.Ddpo, together, Red, TestContext.Current.CancellationToken, workers: resumesOnWorkers ? others : NoWorkers.Instance);
        TinyWorld.Lora(together, "ddpo").ShouldBe(TinyWorld.Lora(alone, "ddpo"));
    }

    [Fact]
    public void Ddpo_RatioOffOnWorkers_FallsBackAsInOneProcess()
    {
        var options = TinyWorld.Ddpo with { Normalization = Torch.Policies.AdvantageNormalization.Group };
        var (alone, together) = (_world.Run("alone"), _world.Run("together"));
        TinyWorld.Optimise(options, alone, Red, TestContext.Current.CancellationToken, prepare: ByPlace);
        using var pool = new ThreadedPool(2, kind => Handler(kind, ByPlace));
        TinyWorld.Optimise(options, together, Red, TestContext.Current.CancellationToken, prepare: ByPlace, workers: pool);

        together.Events.Count(line => line.Kind == "finetune.fallback").ShouldBe(1);
        RequireEqual(together, alone);
    }

    [Fact]
    public void Handler_OfGradients_WithoutTheTrajectories_SamplesThemAgain()
    {
        using var first = Handler(TrajectoryUnits.Kind);
        using var second = Handler(TrajectoryUnits.Kind);
        using var model = TinyWorld.Model();
        var shared = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            ["spec"] = new TrajectorySpec(new ComponentReference("tiny").ToJson(), TinyWorld.Ddpo, IsRaisedToFloat32: false).ToBytes(),
        };
        using (var adapter = TrainedModel.From(model)!.Attach(TinyWorld.Ddpo, SeedStream.Create(7, "test")))
        {
            shared["weights"] = AdapterWeights.Write(adapter);
        }

        var sampling = new WorkUnit
        {
            Kind = TrajectoryUnits.Kind, Stage = "s", Index = 0, Shared = ["spec", "weights"],
            Input = TrajectoryUnits.SamplingInput(0, [new ImageRequest("a cat", 1), new ImageRequest("two balls", 2)]),
        };
        var task = new GradientTask(0, [[(0, 0), (1, 2)], [(1, 1)]], [1, -0.5f], 3, null, double.PositiveInfinity);
        var gradient = new WorkUnit
        {
            Kind = TrajectoryUnits.Kind, Stage = "g", Index = 0, Shared = ["spec", "weights", "weights"], Follows = sampling,
            Input = TrajectoryUnits.GradientInput(task),
        };
        var images = first.Compute(sampling, name => shared[name], TestContext.Current.CancellationToken).ToArray();
        var here = first.Compute(gradient, name => shared[name], TestContext.Current.CancellationToken).ToArray();
        var there = second.Compute(gradient, name => shared[name], TestContext.Current.CancellationToken).ToArray();
        there.ShouldBe(here);
        second.Compute(sampling, name => shared[name], TestContext.Current.CancellationToken).ToArray().ShouldBe(images);
        using var sum = TrajectoryUnits.ReadGradient(here, CPU);
        sum.Parts.Sum(part => part.Share).ShouldBe(1, 1e-12);
        sum.Values.abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Specification_OfEveryOption_ComesBackAsItWas()
    {
        var options = TinyWorld.Ddpo with
        {
            Variant = PolicyVariant.ScoreFunction, KlOf = RegularizerType.StepMean, NoiseLevel = 0.3, Targets = ["to_q"], ClipRange = 0.1 + 0.2,
        };
        var spec = TrajectorySpec.FromBytes(new TrajectorySpec("{}", options, IsRaisedToFloat32: true).ToBytes());
        spec.Options.Targets.ShouldBe(options.Targets);
        (spec.Options with { Targets = options.Targets }).ShouldBe(options);
    }

    private static void ByPlace(Torch.Pipelines.PipelineImageModel model) => GuardTests.Hook(model, static output =>
    {
        var rows = (int)output.shape[0];
        return output.Add(tensor(Enumerable.Range(rows, rows).Select(static place => 1e-2f * place).ToArray()).view(-1, 1, 1, 1));
    });

    private static ThreadedPool Pool(int workers) => new(workers, kind => Handler(kind));

    private static IUnitHandler Handler(string kind, Action<Torch.Pipelines.PipelineImageModel>? prepare = null)
    {
        kind.ShouldBe(TrajectoryUnits.Kind);
        return new TrajectoryHandlerFactory().Create(TinyWorld.Components(static _ => { }) with { Components = new TinyCatalog(prepare) });
    }

    private static void RequireEqual(FolderRun run, FolderRun expected)
    {
        TinyWorld.Lora(run, "ddpo").ShouldBe(TinyWorld.Lora(expected, "ddpo"));
        run.Events.Select(line => line.ToString()).ShouldBe(expected.Events.Select(line => line.ToString()));
    }
}
