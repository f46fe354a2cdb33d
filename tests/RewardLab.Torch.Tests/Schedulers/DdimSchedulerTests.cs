using RewardLab.Abstractions;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Schedulers;

public sealed class DdimSchedulerTests
{
    private static readonly DdimSchedulerConfig StableDiffusion = DdimSchedulerConfig.StableDiffusion;

    // Table 2 of Lin et al., arXiv:2305.08891, which counts steps from 1.
    [Theory]
    [InlineData(TimestepSpacing.Leading, new[] { 901, 801, 701, 601, 501, 401, 301, 201, 101, 1 })]
    [InlineData(TimestepSpacing.Trailing, new[] { 1000, 900, 800, 700, 600, 500, 400, 300, 200, 100 })]
    [InlineData(TimestepSpacing.Linspace, new[] { 1000, 889, 778, 667, 556, 445, 334, 223, 112, 1 })]
    public void Timesteps_EachSpacing_AreThePublishedOnes(TimestepSpacing spacing, int[] published)
    {
        var scheduler = new DdimScheduler(StableDiffusion with { TimestepSpacing = spacing, StepsOffset = 0 });

        scheduler.Timesteps(10).Select(t => t + 1).ShouldBe(published);
    }

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.VPrediction)]
    [InlineData(PredictionType.Sample)]
    public void Step_PerfectDenoiser_StaysOnTheForwardProcess(PredictionType type)
    {
        using var scope = NewDisposeScope();
        var scheduler = new DdimScheduler(StableDiffusion with { PredictionType = type });
        var (original, noise) = (Normal(1), Normal(2));
        var (from, to) = (tensor(new long[] { 501, 501 }), tensor(new long[] { 481, 481 }));

        var step = scheduler.Step(scheduler.Target(original, noise, from), 501, scheduler.AddNoise(original, noise, from), numInferenceSteps: 50);

        step.PredOriginalSample.RelativeErrorTo(original).ShouldBeLessThan(2e-6);
        step.PreviousSample.RelativeErrorTo(scheduler.AddNoise(original, noise, to)).ShouldBeLessThan(2e-6);
    }

    [Fact]
    public void Step_WithNoise_IsMeanPlusSigmaTimesNoise()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DdimScheduler(StableDiffusion);
        var noise = Normal(3);

        var step = scheduler.Step(Normal(1), 501, Normal(2), 50, eta: 0.5, noise);

        var sigma = scheduler.Coefficients(501, 50, 0.5).Sigma;
        sigma.ShouldBe(scheduler.Coefficients(501, 50, 1).Sigma / 2, 1e-7f);
        step.PreviousSample.RelativeErrorTo(step.Mean.AddScaled(noise, sigma)).ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Step_ClippedSample_StaysInRange()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DdimScheduler(StableDiffusion with { ClipsSample = true, ClipSampleRange = 0.5 });

        var step = scheduler.Step(Normal(1), 501, Normal(2), 50);

        step.PredOriginalSample.abs().max().item<float>().ShouldBe(0.5f);
    }

    [Fact]
    public void Step_Repeated_LeavesOnlyItsOutcome()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DdimScheduler(StableDiffusion with { PredictionType = PredictionType.Sample });
        var (output, sample) = (Normal(1), Normal(2));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        scheduler.Step(output, 501, sample, 50);

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before + 3);
        output.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void RequireDensity_ScheduleWhoseLastStepIsCertain_IsRefusedByName()
    {
        var scheduler = new DdimScheduler(StableDiffusion with { StepsOffset = 0 });

        Should.Throw<RewardLabException>(() => scheduler.RequireDensity(50, 1)).Message.ShouldContain("timestep 0 of 50 adds no noise");
        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion with { SetsLastAlphaToOne = true }).RequireDensity(50, 1));
    }

    [Fact]
    public void RequireDensity_EtaZero_IsRefused() =>
        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion).RequireDensity(50, 0)).Message.ShouldContain("eta must be above 0");

    [Fact]
    public void RequireDensity_StableDiffusion_IsFine() => Should.NotThrow(() => new DdimScheduler(StableDiffusion).RequireDensity(50, 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Timesteps_ImpossibleCount_IsRefused(int numInferenceSteps) =>
        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion).Timesteps(numInferenceSteps)).Message.ShouldContain("1 to 1000");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Coefficients_EtaOutOfRange_IsRefused(double eta) =>
        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion).Coefficients(501, 50, eta)).Message.ShouldContain("eta is");

    [Fact]
    public void Coefficients_StepPastTheSchedule_IsRefused()
    {
        var scheduler = new DdimScheduler(StableDiffusion);

        Should.Throw<RewardLabException>(() => scheduler.Coefficients(scheduler.Timesteps(1000)[0], 1000, 0)).Message.ShouldContain("Timestep 1000");
    }

    [Fact]
    public void AlphaBars_RescaledToZeroSnr_EndWithoutSignal()
    {
        // By algorithm 1 of Lin et al. in numpy's float32.
        var bars = new DdimScheduler(StableDiffusion with { RescalesBetasToZeroSnr = true }).AlphasCumprod;

        bars[0].ShouldBe(0.99914986f, 2e-7f);
        bars[1].ShouldBe(0.99823338f, 2e-7f);
        bars[500].ShouldBe(0.24101867f, 1e-6f);
        bars[998].ShouldBe(1.968e-7f, 2e-10f);
        bars[999].ShouldBe(0);
    }

    [Fact]
    public void Step_WithoutSignal_NeedsADenoiserThatDoesNotPredictNoise()
    {
        using var scope = NewDisposeScope();
        var config = StableDiffusion with
        {
            RescalesBetasToZeroSnr = true,
            TimestepSpacing = TimestepSpacing.Trailing,
            PredictionType = PredictionType.VPrediction,
        };

        // There v is -x0.
        var step = new DdimScheduler(config).Step(Normal(1), 999, Normal(2), 50);
        step.PredOriginalSample.Add(Normal(1)).abs().max().item<float>().ShouldBe(0);
        step.PreviousSample.isfinite().all().item<bool>().ShouldBeTrue();
        Should.Throw<RewardLabException>(() => new DdimScheduler(config with { PredictionType = PredictionType.Epsilon }).Step(Normal(1), 999, Normal(2), 50))
            .Message.ShouldContain("rescale_betas_zero_snr");
    }

    [Fact]
    public void Step_NoiseMissing_IsRefused()
    {
        using var scope = NewDisposeScope();

        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion).Step(Normal(1), 501, Normal(2), 50, eta: 1))
            .Message.ShouldContain("needs noise");
    }

    [Theory]
    [InlineData(0d, 0.02)]
    [InlineData(0.02, 0.01)]
    [InlineData(0.02, 1d)]
    public void Constructor_ImpossibleBetas_AreRefused(double start, double end) =>
        Should.Throw<RewardLabException>(() => new DdimScheduler(StableDiffusion with { BetaStart = start, BetaEnd = end }))
            .Message.ShouldContain("beta_start");

    private static Tensor Normal(ulong seed) => SeededNoise.Normal([seed, seed + 100], [4, 3, 5], stream: 0); // [2, 4, 3, 5]
}
