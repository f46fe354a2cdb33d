using RewardLab.Torch.Training;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class EarlyStopTests
{
    private static readonly TrainingLoopOptions Options = new()
    {
        Stage = "early",
        StepCount = 200,
        WarmupSteps = 0,
        CheckpointInterval = 25,
        EvaluationInterval = 10,
        Patience = 3,
        AverageDecay = 0,
        AdamW = new AdamWOptions { LearningRate = 0.01 },
    };

    [Fact]
    public void Run_NothingGetsBetter_StopsAndKeepsTheBestWeights()
    {
        using var run = new FolderRun();
        var seen = new Dictionary<long, float>();

        var (outcome, weight) = Train(run, CancellationToken.None, (step, value) => seen[step] = value);

        // The score rises to step 50 and falls from there on: three evaluations later it is over.
        outcome.ShouldBe(new TrainingOutcome(80, 50, 50));
        weight.ShouldBe(seen[50]);
    }

    [Fact]
    public void Run_StoppedAndResumed_EndsInTheSameWeights()
    {
        using var unbroken = new FolderRun();
        using var broken = new FolderRun();
        using var stop = new CancellationTokenSource();
        var expected = Train(unbroken, CancellationToken.None);
        Should.Throw<OperationCanceledException>(() => Train(broken, stop.Token, (step, _) =>
        {
            if (step == 60)
            {
                stop.Cancel();
            }
        }));

        Train(broken, CancellationToken.None).ShouldBe(expected);
    }

    [Fact]
    public void Run_WithoutPatience_GoesToTheEndAndKeepsTheBest()
    {
        using var run = new FolderRun();

        Train(run, CancellationToken.None, options: Options with { Patience = 0 }).Outcome.ShouldBe(new TrainingOutcome(200, 50, 50));
    }

    [Fact]
    public void Run_NothingBeatsTheStart_KeepsTheStart()
    {
        using var run = new FolderRun();
        var seen = new Dictionary<long, float>();

        var (outcome, weight) = Train(run, CancellationToken.None, (step, value) => seen[step] = value, Options with { StartScore = 51 });

        // Without the start the weights of step 50, with a score of 50, would be kept.
        outcome.ShouldBe(new TrainingOutcome(30, 0, 51));
        random.manual_seed(5);
        using var fresh = nn.Linear(1, 1);
        weight.ShouldBe(fresh.weight!.item<float>());
        seen.Keys.ShouldBe([10, 20, 30]);
    }

    private static (TrainingOutcome Outcome, float Weight) Train(
        FolderRun run, CancellationToken cancellationToken, Action<long, float>? atEvaluation = null, TrainingLoopOptions? options = null)
    {
        random.manual_seed(5);
        using var line = nn.Linear(1, 1);
        var loop = new TrainingLoop(new Dictionary<string, nn.Module> { ["line"] = line }, options ?? Options, run);
        var outcome = loop.Run(
            _ => line.call(ones(1, 1)).sum(),
            step =>
            {
                atEvaluation?.Invoke(step, line.weight!.item<float>());
                return step <= 50 ? step : 100 - step;
            },
            cancellationToken);
        return (outcome, line.weight!.item<float>());
    }
}
