using RewardLab.Abstractions;
using RewardLab.Numerics.Schedulers;

namespace RewardLab.Numerics.Tests.Schedulers;

public sealed class DdimSchedulerConfigTests
{
    [Fact]
    public void Parse_NothingGiven_TakesTheReferencesDefaults()
    {
        var config = DdimSchedulerConfig.Parse("{}", "s.json");

        config.ShouldBe(new DdimSchedulerConfig());
        (config.BetaStart, config.BetaEnd, config.ClipsSample, config.SetsLastAlphaToOne, config.StepsOffset).ShouldBe((0.0001, 0.02, true, true, 0));
    }

    [Fact]
    public void Parse_OtherSchedulersFileWithNulls_ReadsItsSchedule()
    {
        var config = DdimSchedulerConfig.Parse(
            """
            {"_class_name": "PNDMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
             "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null, "prediction_type": null}
            """,
            "s.json");

        config.ShouldBe(DdimSchedulerConfig.StableDiffusion);
    }

    [Theory]
    [InlineData("PNDMScheduler", false)]
    [InlineData("EulerDiscreteScheduler", false)]
    [InlineData("DDPMScheduler", true)]
    [InlineData("DDIMScheduler", true)]
    public void Parse_ClassThatIsSilentOnClipping_MeansWhatItComputes(string className, bool isClipped)
    {
        var config = DdimSchedulerConfig.Parse($$"""{"_class_name": "{{className}}"}""", "s.json");

        (config.ClipsSample, config.SetsLastAlphaToOne).ShouldBe((isClipped, isClipped));
    }

    [Fact]
    public void ToJson_ReadAgain_IsTheSame()
    {
        var config = DdimSchedulerConfig.StableDiffusion with
        {
            PredictionType = PredictionType.VPrediction, TimestepSpacing = TimestepSpacing.Trailing, TrainStepCount = 77, ClipSampleRange = 2.5,
        };

        DdimSchedulerConfig.Parse(config.ToJson(), "s.json").ShouldBe(config);
    }

    [Theory]
    [InlineData("""{"beta_schedule": "squaredcos_cap_v2"}""", "beta_schedule is 'squaredcos_cap_v2'")]
    [InlineData("""{"prediction_type": "flow"}""", "prediction_type")]
    [InlineData("""{"timestep_spacing": 3}""", "timestep_spacing is 3")]
    [InlineData("""{"thresholding": true}""", "thresholding")]
    [InlineData("""{"rescale_betas_zero_snr": true}""", "rescale_betas_zero_snr")]
    [InlineData("""{"trained_betas": [0.1]}""", "trained_betas")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps is 0")]
    [InlineData("""{"num_train_timesteps": 1e9999}""", "num_train_timesteps")]
    [InlineData("""{"steps_offset": -1}""", "steps_offset")]
    [InlineData("""{"beta_start": 0}""", "beta_start")]
    [InlineData("""{"beta_start": 0.5, "beta_end": 0.1}""", "beta_end")]
    [InlineData("""{"clip_sample": "yes"}""", "clip_sample")]
    [InlineData("""{"clip_sample_range": 0}""", "clip_sample_range")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "not valid JSON")]
    public void Parse_WhatIsNotSupported_IsRefusedByFileAndKey(string json, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => DdimSchedulerConfig.Parse(json, "folder/s.json")).Message;

        message.ShouldContain("folder/s.json");
        message.ShouldContain(expected);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Load_FileMissing_SaysWhich() =>
        Should.Throw<RewardLabException>(() => DdimSchedulerConfig.Load("no-such-folder/s.json")).Message.ShouldContain("no-such-folder/s.json");
}
