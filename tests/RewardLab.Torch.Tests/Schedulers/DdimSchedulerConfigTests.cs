using RewardLab.Abstractions;
using RewardLab.Torch.Schedulers;

namespace RewardLab.Torch.Tests.Schedulers;

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

    [Theory]
    [InlineData("FlowMatchEulerDiscreteScheduler", "\"shift\": 3.0")]
    [InlineData("FlowMatchEulerDiscreteScheduler", "\"num_train_timesteps\": 1000")]
    [InlineData("EDMEulerScheduler", "\"sigma_data\": 0.5")]
    [InlineData("EDMDPMSolverMultistepScheduler", "\"sigma_max\": 80.0")]
    [InlineData("VQDiffusionScheduler", "\"num_vec_classes\": 4097")]
    [InlineData("LCMScheduler", "\"original_inference_steps\": 50")]
    [InlineData("TCDScheduler", "\"num_train_timesteps\": 1000")]
    [InlineData("UnCLIPScheduler", "\"clip_sample\": false")]
    [InlineData("CogVideoXDDIMScheduler", "\"snr_shift_scale\": 3.0")]
    [InlineData("DDIMInverseScheduler", "\"clip_sample\": false")]
    [InlineData("ScoreSdeVpScheduler", "\"beta_min\": 0.1")]
    public void Parse_ClassOfAnotherProcess_IsRefusedByName(string className, string member)
    {
        var message = Should.Throw<RewardLabException>(() => DdimSchedulerConfig.Parse($$"""{"_class_name": "{{className}}", {{member}}}""", "folder/s.json"))
            .Message;

        message.ShouldStartWith($"folder/s.json: _class_name is '{className}'");
        message.ShouldContain("DDIMScheduler");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(
        "EulerDiscreteScheduler",
        """ "interpolation_type": "linear", "use_karras_sigmas": false, "final_sigmas_type": "zero", "sigma_min": null, "timestep_type": "discrete" """)]
    [InlineData("EulerAncestralDiscreteScheduler", """ "rescale_betas_zero_snr": false """)]
    [InlineData(
        "DPMSolverMultistepScheduler",
        """ "algorithm_type": "dpmsolver++", "solver_order": 2, "solver_type": "midpoint", "lower_order_final": true, "use_karras_sigmas": true """)]
    [InlineData("UniPCMultistepScheduler", """ "predict_x0": true, "disable_corrector": [], "solver_p": null, "solver_type": "bh2" """)]
    [InlineData("DEISMultistepScheduler", """ "algorithm_type": "deis", "solver_type": "logrho" """)]
    [InlineData("LMSDiscreteScheduler", """ "use_karras_sigmas": false """)]
    [InlineData("HeunDiscreteScheduler", """ "use_beta_sigmas": false """)]
    [InlineData("PNDMScheduler", """ "skip_prk_steps": true """)]
    [InlineData("DDPMScheduler", """ "variance_type": "fixed_small" """)]
    [InlineData("DDIMScheduler", """ "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0, "thresholding": false """)]
    public void Parse_ClassThatSharesTheSchedule_IsConvertedWithoutItsSampler(string className, string members)
    {
        var config = DdimSchedulerConfig.Parse(
            $$"""
            {"_class_name": "{{className}}", "_diffusers_version": "0.29.0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
             "num_train_timesteps": 1000, "set_alpha_to_one": false, "steps_offset": 1, "timestep_spacing": "leading", "trained_betas": null, {{members}}}
            """,
            "s.json");

        config.ShouldBe(DdimSchedulerConfig.StableDiffusion);
    }

    [Theory]
    [InlineData("""{"predict_epsilon": true}""", PredictionType.Epsilon)]
    [InlineData("""{"predict_epsilon": false}""", PredictionType.Sample)]
    [InlineData("""{"predict_epsilon": false, "prediction_type": null}""", PredictionType.Sample)]
    [InlineData("""{"predict_epsilon": true, "prediction_type": "v_prediction"}""", PredictionType.VPrediction)]
    public void Parse_PredictionAsOlderFilesSayIt_IsReadWherePredictionTypeIsSilent(string json, PredictionType expected) =>
        DdimSchedulerConfig.Parse(json, "s.json").PredictionType.ShouldBe(expected);

    [Fact]
    public void ToJson_ReadAgain_IsTheSame()
    {
        var config = DdimSchedulerConfig.StableDiffusion with
        {
            PredictionType = PredictionType.VPrediction, TimestepSpacing = TimestepSpacing.Trailing, NumTrainTimesteps = 77, ClipSampleRange = 2.5,
            RescalesBetasToZeroSnr = true,
        };

        DdimSchedulerConfig.Parse(config.ToJson(), "s.json").ShouldBe(config);
    }

    [Theory]
    [InlineData("""{"beta_schedule": "squaredcos_cap_v2"}""", "beta_schedule is 'squaredcos_cap_v2'")]
    [InlineData("""{"prediction_type": "flow"}""", "prediction_type")]
    [InlineData("""{"predict_epsilon": 1}""", "predict_epsilon is 1")]
    [InlineData("""{"timestep_spacing": 3}""", "timestep_spacing is 3")]
    [InlineData("""{"thresholding": true}""", "thresholding")]
    [InlineData("""{"rescale_betas_zero_snr": 1}""", "rescale_betas_zero_snr")]
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "timestep_type": "continuous"}""", "timestep_type is \"continuous\"")]
    [InlineData("""{"_class_name": "UniPCMultistepScheduler", "use_flow_sigmas": true}""", "use_flow_sigmas")]
    [InlineData("""{"_class_name": "DDPMScheduler", "variance_type": "learned_range"}""", "variance_type is \"learned_range\"")]
    [InlineData("""{"shift": 3.0}""", "shift is 3.0")]
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
