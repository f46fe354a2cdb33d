using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;

namespace RewardLab.Algorithms.FineTuning.Tests;

public sealed class DdpoTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    [Fact]
    public void Run_RewardForRedAndAgainstIt_EndsWithRedderImagesByTheFirst()
    {
        // Either way random steps may change the images; what parts the two is learned.
        Redness("for", static (red, _, _) => red).ShouldBeGreaterThan(Redness("against", static (red, _, _) => -red) + 0.005);

        double Redness(string name, Func<double, double, double, double> score)
        {
            var run = _world.Run(name);
            TinyWorld.Optimise(
                TinyWorld.Ddpo with
                {
                    Epochs = 12,
                    SamplesPerEpoch = 32,
                    SampleBatchSize = 16,
                    EvaluationInterval = 12,
                    EvaluationImages = 8,
                    Normalization = AdvantageNormalization.Group,
                },
                run, new PixelReward(name, score), TestContext.Current.CancellationToken);
            return Math.Abs(run.Events.Last(line => line.Kind == "finetune.evaluation").Number("proxy"));
        }
    }

    [Fact]
    public void Epochs_BeforeTheFirstUpdate_HaveARatioOfOne()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(TinyWorld.Ddpo with { UpdatesPerEpoch = 3 }, run, Red, TestContext.Current.CancellationToken);
        var epochs = run.Events.Where(line => line.Kind == "finetune.epoch").ToArray();
        epochs.Length.ShouldBe(4);
        epochs.ShouldAllBe(line => line.Number("ratioDrift") <= 1e-5);
        epochs.ShouldContain(line => line.Number("ratioDriftOfLastUpdate") > 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void Run_WhateverTheMicroBatch_LearnsTheSame(int size)
    {
        var (one, other) = (_world.Run("one"), _world.Run($"other{size}"));
        TinyWorld.Optimise(TinyWorld.Ddpo with { MicroBatchSize = 6 }, one, Red, TestContext.Current.CancellationToken);
        TinyWorld.Optimise(TinyWorld.Ddpo with { MicroBatchSize = size }, other, Red, TestContext.Current.CancellationToken);
        var (first, second) = (Norms(one), Norms(other));
        for (var i = 0; i < first.Length; i++)
        {
            second[i].ShouldBe(first[i], 1e-3 * first[i]);
        }

        static double[] Norms(FolderRun run) => [.. run.Events.Where(line => line.Kind == "finetune.epoch").Select(line => line.Number("gradientNorm"))];
    }

    [Fact]
    public void Run_ConstantReward_LearnsNothingAndReportsIt()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(
            TinyWorld.Ddpo with { Normalization = AdvantageNormalization.Group, WeightDecay = 0 },
            run,
            new PixelReward("flat", static (_, _, _) => 1),
            TestContext.Current.CancellationToken);
        var epochs = run.Events.Where(line => line.Kind == "finetune.epoch").ToArray();
        epochs.ShouldAllBe(line => line.Number("gradientNorm") == 0);
        epochs.ShouldAllBe(line => line.Number("constantPrompts") == 2);
        run.Events.Where(line => line.Kind == "finetune.evaluation").ShouldAllBe(line => line.Number("kl") == 0);
    }

    [Fact]
    public void Run_RewardNotFinite_SkipsThreeTimesAndStopsWithADiagnosis()
    {
        var calls = 0;
        var bad = new PixelReward("bad", (red, _, _) => Interlocked.Increment(ref calls) > 10 ? double.NaN : red);
        var run = _world.Run("run");
        var exception = Should.Throw<RewardLabException>(
            () => TinyWorld.Optimise(TinyWorld.Ddpo with { EvaluationInterval = 100 }, run, bad, TestContext.Current.CancellationToken));
        exception.Message.ShouldContain("3 updates in a row were skipped, the last because bad gave a reward that is not finite for");
        run.Events.Count(line => line.Kind == "finetune.skipped").ShouldBe(3);
        File.Exists(Path.Combine(run.Folder, "checkpoints", "ddpo-1.checkpoint")).ShouldBeTrue();
    }

    [Fact]
    public void Run_HeldOutRewardNotFinite_LeavesItOutAndTrainsToTheEnd()
    {
        var calls = 0;
        var broken = new PixelReward("broken", (red, _, _) => Interlocked.Increment(ref calls) > 8
            ? throw new ScoreNotFiniteException("broken gave the score NaN to image 1 of 6 for the prompt \"a cat\".")
            : red);
        var steady = new PixelReward("steady", static (_, _, blue) => blue);
        var run = _world.Run("run");

        TinyWorld.Optimise(TinyWorld.Ddpo, run, Red, TestContext.Current.CancellationToken, heldOutRewards: [broken, steady]);

        run.Lines.ShouldContain(line => line.Contains("broken is left out of the evaluation after epoch", StringComparison.Ordinal)
            && line.Contains("image 1 of 6 for the prompt \"a cat\"", StringComparison.Ordinal));
        run.Events.Count(line => line.Kind == "finetune.epoch").ShouldBe(TinyWorld.Ddpo.Epochs);
        run.Events.ShouldContain(line => line.Kind == "finetune.finished");
    }

    [Fact]
    public void Run_ScoreFunctionWithManyUpdates_IsRefused() =>
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            TinyWorld.Ddpo with { Variant = PolicyVariant.ScoreFunction, UpdatesPerEpoch = 2 }, _world.Run("run"), Red, TestContext.Current.CancellationToken))
            .Message.ShouldContain("one update per epoch");

    [Fact]
    public void Run_RewardFails_TellsTheRewardsOwnFailure()
    {
        var calls = 0;
        var failing = new PixelReward(
            "failing", (red, _, _) => Interlocked.Increment(ref calls) > 8 ? throw new RewardLabException("the reward's server is gone") : red);
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(TinyWorld.Ddpo, _world.Run("run"), failing, TestContext.Current.CancellationToken))
            .Message.ShouldBe("the reward's server is gone");
    }

    [Fact]
    public void OfOneTimestep_AnySamples_HoldsEachPairOnceInTheBatchesOfTheSampling()
    {
        var batches = MicroBatches.OfOneTimestep([(0, [0, 1]), (2, [1]), (3, [0, 1]), (5, [0])], sampleBatchSize: 3, size: 8);
        batches.ShouldAllBe(batch => batch.Select(pair => pair.Step).Distinct().Count() == 1 && batch.Select(pair => pair.Sample / 3).Distinct().Count() == 1);
        batches.SelectMany(batch => batch).Order().ShouldBe([(0, 0), (0, 1), (2, 1), (3, 0), (3, 1), (5, 0)]);
    }

    [Fact]
    public void ShareOut_InUnits_GivesEachSampleToOneUpdateAndPartsNoUnit()
    {
        MicroBatches.ShareOut(10, unit: 4, updateCount: 2, items => [.. items.Reverse()]).ShouldBe([[4, 5, 6, 7, 8, 9], [0, 1, 2, 3]]);
        MicroBatches.ShareOut(5, unit: 4, updateCount: 3, items => [.. items.Reverse()]).ShouldBe([[3, 4], [1, 2], [0]]);
    }

    [Fact]
    public void Halves_AnySamples_HoldEachOnceAndEveryOtherOneOfEachPrompt()
    {
        string[] prompts = ["a", "b", "a", "b", "a", "b", "a", "b"];
        (int, int[])[] samples = [.. new[] { 0, 1, 2, 4, 5, 7 }.Select(sample => (sample, new[] { 0 }))];
        var (first, second) = MicroBatches.Halves(samples, prompts, unit: 1);
        first.Select(sample => sample.Sample).ShouldBe([0, 1, 4, 7]);
        second.Select(sample => sample.Sample).ShouldBe([2, 5]);
        (first, second) = MicroBatches.Halves(samples, prompts, unit: 4);
        first.Select(sample => sample.Sample).ShouldBe([0, 1, 2]);
        second.Select(sample => sample.Sample).ShouldBe([4, 5, 7]);
        MicroBatches.Halves(samples, prompts, unit: 8).Second.ShouldBeEmpty();
    }

    [Fact]
    public void Run_TenEpochs_TellsTheNoiseScale()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(TinyWorld.Ddpo with { Epochs = 10, SamplesPerEpoch = 8, EvaluationInterval = 100 }, run, Red, TestContext.Current.CancellationToken);
        run.Events.Where(line => line.Kind == "finetune.epoch").ShouldAllBe(line => line.Number("gradientNoise") > 0);
        run.Lines.ShouldContain(
            line => line.Contains("there were 8", StringComparison.Ordinal) || line.Contains("8 images per update", StringComparison.Ordinal));
    }

    [Fact]
    public void NoiseScale_KnownSignals_IsTheRatioOfMeansWithAnInterval()
    {
        static NoiseScale? Of(params double[] signals) =>
            NoiseScale.From(
                signals.Select((signal, i) => new EpochRecord(i, new(StringComparer.Ordinal) { ["gradientSignal"] = signal, ["gradientNoise"] = 100 })));
        Of(1, 1).ShouldBeNull();
        Of([.. Enumerable.Repeat(0.5, 10)]).ShouldBe(new NoiseScale(200, 200, 200));
        var loud = Of([.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? 0.4 : 0.6)])!;
        loud.Images!.Value.ShouldBe(200, 1e-9);
        loud.Lower!.Value.ShouldBeLessThan(200);
        loud.Upper!.Value.ShouldBeGreaterThan(200);
        var faint = Of([.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? -1 : 1.1)])!;
        faint.Upper.ShouldBeNull();
        faint.Describe(32).ShouldContain("does not exceed its noise");
        Of([.. Enumerable.Repeat(-1.0, 10)])!.Describe(32).ShouldContain("no signal");
    }

    [Fact]
    public void Run_MoreFirstStepsThanThereAre_TrainsOnAll()
    {
        var (run, all) = (_world.Run("run"), _world.Run("all"));
        TinyWorld.Optimise(TinyWorld.Ddpo with { Epochs = 1, FirstSteps = 50 }, run, Red, TestContext.Current.CancellationToken);
        TinyWorld.Optimise(TinyWorld.Ddpo with { Epochs = 1 }, all, Red, TestContext.Current.CancellationToken);
        TinyWorld.Lora(run, "ddpo").ShouldBe(TinyWorld.Lora(all, "ddpo"));
    }

    public void Dispose() => _world.Dispose();
}
