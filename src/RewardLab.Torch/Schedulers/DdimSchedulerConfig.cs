using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Schedulers;

/// <summary>A noise schedule, as scheduler_config.json gives it. Defaults are those of diffusers' DDIMScheduler, not Stable Diffusion's.</summary>
public sealed record DdimSchedulerConfig
{
    private const string DdimClass = "DDIMScheduler";

    // Classes that clip the predicted sample unless told otherwise, as DDIM.
    private static readonly FrozenSet<string> ClippingClasses =
        FrozenSet.Create(StringComparer.Ordinal, DdimClass, "DDIMParallelScheduler", "DDPMScheduler", "DDPMParallelScheduler");

    // Classes that share the training schedule and differ in the sampler alone.
    private static readonly FrozenSet<string> ConvertibleClasses = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. ClippingClasses, "DEISMultistepScheduler", "DPMSolverMultistepScheduler", "DPMSolverSDEScheduler", "DPMSolverSinglestepScheduler",
            "EulerAncestralDiscreteScheduler", "EulerDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2AncestralDiscreteScheduler", "KDPM2DiscreteScheduler",
            "LMSDiscreteScheduler", "PNDMScheduler", "SASolverScheduler", "UniPCMultistepScheduler",
        ]);

    // What those samplers alone are told; DDIM reads none of it, nor the thresholds of a thresholding that is off.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal,
        "algorithm_type",
        "corrector_order",
        "disable_corrector",
        "dynamic_thresholding_ratio",
        "euler_at_final",
        "final_sigmas_type",
        "flow_shift",
        "interpolation_type", "lambda_min_clipped", "lower_order_final", "noise_sampler_seed", "predict_x0", "predictor_order", "sample_max_value",
        "skip_prk_steps",
        "solver_order",
        "solver_p",
        "solver_type",
        "tensor_format",
        "time_shift_type",
        "use_beta_sigmas",
        "use_exponential_sigmas",
        "use_karras_sigmas",
        "use_lu_lambdas");

    // "learned" and "learned_range" mean a denoiser that gives variances too; flows and continuous times are other processes.
    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal)
    {
        ["sigma_max"] = ["null"],
        ["sigma_min"] = ["null"],
        ["thresholding"] = ["false", "null"],
        ["timestep_type"] = ["\"discrete\"", "null"],
        ["trained_betas"] = ["null"],
        ["use_dynamic_shifting"] = ["false", "null"],
        ["use_flow_sigmas"] = ["false", "null"],
        ["variance_type"] = ["\"fixed_large\"", "\"fixed_large_log\"", "\"fixed_small\"", "\"fixed_small_log\"", "null"],
    };

    private static readonly Dictionary<string, BetaSchedule> BetaSchedules = new()
    {
        ["linear"] = BetaSchedule.Linear,
        ["scaled_linear"] = BetaSchedule.ScaledLinear,
    };

    private static readonly Dictionary<string, PredictionType> PredictionTypes = new()
    {
        ["epsilon"] = PredictionType.Epsilon,
        ["v_prediction"] = PredictionType.VPrediction,
        ["sample"] = PredictionType.Sample,
    };

    private static readonly Dictionary<string, TimestepSpacing> Spacings = new()
    {
        ["leading"] = TimestepSpacing.Leading,
        ["trailing"] = TimestepSpacing.Trailing,
        ["linspace"] = TimestepSpacing.Linspace,
    };

    /// <summary>Stable Diffusion's schedule: scaled linear from .00085 to .012 over 1000 steps, leading, offset 1, nothing clipped.</summary>
    public static DdimSchedulerConfig StableDiffusion { get; } = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        StepsOffset = 1,
        ClipsSample = false,
        SetsLastAlphaToOne = false,
    };

    /// <summary>Number of training steps (num_train_timesteps), at least 1. Default: 1000.</summary>
    public int NumTrainTimesteps { get; init; } = 1000;

    /// <summary>First noise variance (beta_start), above 0. Default: 0.0001.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>Last noise variance (beta_end), from <see cref="BetaStart"/> to below 1. Default: 0.02.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>Growth between them (beta_schedule). Default: linear.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.Linear;

    /// <summary>What the denoiser predicts (prediction_type). Default: the noise.</summary>
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>Which steps are visited (timestep_spacing). Default: leading.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to every visited step where the spacing is leading (steps_offset), at least 0. Default: 0.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the predicted clean sample is limited to +-<see cref="ClipSampleRange"/> (clip_sample). Default: true.</summary>
    public bool ClipsSample { get; init; } = true;

    /// <summary>Largest magnitude of a limited sample (clip_sample_range), above 0. Default: 1.</summary>
    public double ClipSampleRange { get; init; } = 1;

    /// <summary>Whether the step past the last counts as free of noise, abar = 1, or as the first training step (set_alpha_to_one). Default: true.</summary>
    public bool SetsLastAlphaToOne { get; init; } = true;

    /// <summary>Whether the schedule is rescaled so that its last step keeps no signal (rescale_betas_zero_snr; Lin et al., arXiv:2305.08891). Default:
    /// false.</summary>
    public bool RescalesBetasToZeroSnr { get; init; }

    /// <summary>
    /// Reads a scheduler_config.json of DDIM, or of a class that differs from it in the sampler alone, which is converted as diffusers' from_config
    /// does: what both classes know is taken, what the sampler alone is told is left. Where such a file is silent on clip_sample and set_alpha_to_one,
    /// both are false, as that class computes.
    /// </summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static DdimSchedulerConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a scheduler_config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static DdimSchedulerConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a scheduler_config.json.</summary>
    public string ToJson() => JsonConfig.Write(new JsonObject
    {
        ["_class_name"] = DdimClass,
        ["num_train_timesteps"] = NumTrainTimesteps,
        ["beta_start"] = BetaStart,
        ["beta_end"] = BetaEnd,
        ["beta_schedule"] = JsonConfig.TextOf(BetaSchedule, BetaSchedules),
        ["prediction_type"] = JsonConfig.TextOf(PredictionType, PredictionTypes),
        ["timestep_spacing"] = JsonConfig.TextOf(TimestepSpacing, Spacings),
        ["steps_offset"] = StepsOffset,
        ["clip_sample"] = ClipsSample,
        ["clip_sample_range"] = ClipSampleRange,
        ["set_alpha_to_one"] = SetsLastAlphaToOne,
        ["trained_betas"] = null,
        ["rescale_betas_zero_snr"] = RescalesBetasToZeroSnr,
    });

    /// <summary>Whether a scheduler's class shares its training schedule with DDIM.</summary>
    internal static bool IsConvertible(string className) => ConvertibleClasses.Contains(className);

    private static DdimSchedulerConfig From(JsonConfig json)
    {
        var className = json.Text("_class_name", DdimClass);
        if (!ConvertibleClasses.Contains(className))
        {
            throw json.Refused(
                "_class_name", ShownName.From(className),
                $"a scheduler whose training schedule DDIM shares: {string.Join(", ", ConvertibleClasses.Order(StringComparer.Ordinal))}");
        }

        json.RequireAnyOf(BuiltValues);
        var clips = ClippingClasses.Contains(className);
        var betaStart = json.Number("beta_start", 0.0001);
        var betaEnd = json.Number("beta_end", 0.02);
        var clipRange = json.Number("clip_sample_range", 1);

        // diffusers 0.8 had no prediction_type yet; 0.9 to 0.12 read such files in just this way.
        var olderPrediction = json.Flag("predict_epsilon", fallback: true) ? PredictionType.Epsilon : PredictionType.Sample;
        var config = new DdimSchedulerConfig
        {
            NumTrainTimesteps = json.Integer("num_train_timesteps", 1000),
            BetaStart = betaStart is > 0 and < 1 ? betaStart : throw json.Refused("beta_start", $"{betaStart}", "above 0 and below 1"),
            BetaEnd = betaEnd >= betaStart && betaEnd < 1 ? betaEnd : throw json.Refused("beta_end", $"{betaEnd}", $"from beta_start, {betaStart}, to below 1"),
            BetaSchedule = json.Choice("beta_schedule", "linear", BetaSchedules),
            PredictionType = json.Choice("prediction_type", JsonConfig.TextOf(olderPrediction, PredictionTypes), PredictionTypes),
            TimestepSpacing = json.Choice("timestep_spacing", "leading", Spacings),
            StepsOffset = json.Integer("steps_offset", 0, minimum: 0),
            ClipsSample = json.Flag("clip_sample", fallback: clips),
            ClipSampleRange = clipRange > 0 ? clipRange : throw json.Refused("clip_sample_range", $"{clipRange}", "above 0"),
            SetsLastAlphaToOne = json.Flag("set_alpha_to_one", fallback: clips),
            RescalesBetasToZeroSnr = json.Flag("rescale_betas_zero_snr", fallback: false),
        };
        json.RequireNothingElse(Inert);
        return config;
    }
}
