using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class TrainingLoopTests
{
    private static readonly TrainingLoopOptions Options = new() { Stage = "line", StepCount = 60, WarmupSteps = 5, CheckpointInterval = 20, LogInterval = 10 };

    [Fact]
    public void Run_LearnableLine_LossFallsAndIsLogged()
    {
        using var run = new FolderRun();
        Train(run, CancellationToken.None);
        var losses = run.Events.Where(e => e.Kind == "training.loss").Select(e => (double)e.Data["loss"]!).ToArray();
        losses.Length.ShouldBe(6);
        losses[^1].ShouldBeLessThan(losses[0] / 2);
    }

    [Fact]
    public void Run_StoppedAndResumed_EndsInTheBytesOfAnUnbrokenRun()
    {
        using var unbroken = new FolderRun();
        using var broken = new FolderRun();
        var expected = Train(unbroken, CancellationToken.None);
        using (var stop = new CancellationTokenSource())
        {
            Should.Throw<OperationCanceledException>(() => Train(broken, stop.Token, step =>
            {
                if (step == 33)
                {
                    stop.Cancel();
                }
            }));
        }

        var firstStepAfter = -1L;
        var actual = Train(broken, CancellationToken.None, step => firstStepAfter = firstStepAfter < 0 ? step : firstStepAfter);
        firstStepAfter.ShouldBe(34);
        actual.ShouldBe(expected);
    }

    [Fact]
    public void Run_ManySteps_LeavesNoTensorBehind()
    {
        using var run = new FolderRun();
        var counts = new List<long>();
        Train(run, CancellationToken.None, _ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        counts.Skip(10).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_LossNotFinite_SaysWhereAndStops()
    {
        using var run = new FolderRun();
        using var line = nn.Linear(1, 1);
        var loop = new TrainingLoop(new Dictionary<string, nn.Module> { ["line"] = line }, Options, run);
        Should.Throw<RewardLabException>(() => loop.Run(_ => line.call(ones(1, 1)).sum().Mul(double.NaN), CancellationToken.None))
            .Message.ShouldBe("line: the loss is NaN at step 0; lower the learning rate.");
    }

    [Fact]
    public void Run_InParts_StepsByTheSumAndFreesEachPartBeforeTheNext()
    {
        using var run = new FolderRun();
        var live = new List<long>();
        var (whole, parts) = (Weight(run, (loop, line) => loop.Run(step => Loss(line, step).Add(Loss(line, step + 100)), null, CancellationToken.None)),
            Weight(run, (loop, line) => loop.Run(step => Parts(line, step), null, CancellationToken.None)));
        parts.ShouldBe(whole, 1e-6f);
        live.Skip(2).Distinct().ShouldHaveSingleItem();

        IEnumerable<Tensor> Parts(nn.Module<Tensor, Tensor> line, long step)
        {
            for (var part = 0; part < 2; part++)
            {
                live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                yield return Loss(line, step + (100 * part));
            }
        }
    }

    // The average changes nothing of the training, so a run without one tells the weights that it must be of.
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.999)]
    public void Run_AverageDecay_LeavesTheMovingAverageOfTheWeights(double decay)
    {
        using var run = new FolderRun();
        var weights = new List<double>();
        var last = Train(0, weights);
        weights.Add(last);

        var expected = weights[0];
        for (var step = 0; step < 8; step++)
        {
            var past = Math.Min(decay, (1.0 + step) / (10 + step));
            expected = (past * expected) + ((1 - past) * weights[step + 1]);
        }

        Train(decay, []).ShouldBe(expected, 1e-6);
        Math.Abs(expected - last).ShouldBeGreaterThan(1e-4);

        double Train(double averageDecay, List<double> seen)
        {
            random.manual_seed(5);
            using var line = nn.Linear(1, 1);
            var options = Options with
            {
                StepCount = 8,
                WarmupSteps = 0,
                CheckpointInterval = 100,
                AverageDecay = averageDecay,
                AdamW = new AdamWOptions { LearningRate = 0.05 },
            };
            new TrainingLoop(new Dictionary<string, nn.Module> { ["line"] = line }, options, run).Run(
                step =>
                {
                    seen.Add(line.weight!.item<float>());
                    return Loss(line, step);
                },
                CancellationToken.None);
            return line.weight!.item<float>();
        }
    }

    private static Tensor Loss(nn.Module<Tensor, Tensor> line, long step) =>
        line.call(SafeOps.Full([1, line.parameters().First().shape[1]], step + 1)).square().sum();

    private static float Weight(FolderRun run, Action<TrainingLoop, nn.Module<Tensor, Tensor>> train)
    {
        random.manual_seed(5);
        using var line = nn.Linear(2, 1);
        train(new TrainingLoop(new Dictionary<string, nn.Module> { ["line"] = line }, Options with { StepCount = 6, AverageDecay = 0 }, run), line);
        return line.weight!.sum().item<float>();
    }

    private static byte[] Train(FolderRun run, CancellationToken cancellationToken, Action<long>? atStep = null)
    {
        random.manual_seed(5);
        using var line = nn.Linear(3, 1);
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["line"] = line },
            Options with { AdamW = new AdamWOptions { LearningRate = 0.05 } },
            run);
        loop.Run(
            step =>
            {
                atStep?.Invoke(step);
                using var generator = new Generator((ulong)step);
                var x = randn([16, 3], generator: generator);
                var difference = line.call(x) - x.sum(1, keepdim: true);
                return (difference * difference).mean();
            },
            cancellationToken);
        return [.. line.weight.detach().bytes, .. line.bias!.detach().bytes];
    }
}
