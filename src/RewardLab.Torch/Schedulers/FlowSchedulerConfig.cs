using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Schedulers;

/// <summary>A flow's noise schedule, as scheduler_config.json of diffusers' FlowMatchEulerDiscreteScheduler gives it, with its defaults.</summary>
public sealed record FlowSchedulerConfig
{
    internal const string ClassName = "FlowMatchEulerDiscreteScheduler";

    private static readonly FrozenSet<string> Inert = FrozenSet.Create(StringComparer.Ordinal, "timestep_spacing");

    private static readonly Dictionary<string, FlowTimeShift> Shifts = new(StringComparer.Ordinal)
    {
        ["exponential"] = FlowTimeShift.Exponential,
        ["linear"] = FlowTimeShift.Linear,
    };

    private static readonly (string Key, FlowSigmas Sigmas)[] SigmaKeys =
    [
        ("use_karras_sigmas", FlowSigmas.Karras), ("use_exponential_sigmas", FlowSigmas.Exponential), ("use_beta_sigmas", FlowSigmas.Beta),
    ];

    /// <summary>Number of training steps (num_train_timesteps), at least 1. Default: 1000.</summary>
    public int NumTrainTimesteps { get; init; } = 1000;

    /// <summary>How far noise levels are moved towards noise (shift), above 0; 1 leaves them. Default: 1.</summary>
    public double Shift { get; init; } = 1;

    /// <summary>Whether they are moved by the number of an image's tokens instead (use_dynamic_shifting). Default: false.</summary>
    public bool UsesDynamicShifting { get; init; }

    /// <summary>mu of <see cref="BaseImageSequenceLength"/> tokens (base_shift). Default: 0.5.</summary>
    public double BaseShift { get; init; } = 0.5;

    /// <summary>mu of <see cref="MaxImageSequenceLength"/> tokens (max_shift). Default: 1.15.</summary>
    public double MaxShift { get; init; } = 1.15;

    /// <summary>Tokens of a small image (base_image_seq_len). Default: 256.</summary>
    public int BaseImageSequenceLength { get; init; } = 256;

    /// <summary>Tokens of a large image (max_image_seq_len). Default: 4096.</summary>
    public int MaxImageSequenceLength { get; init; } = 4096;

    /// <summary>Whether noise levels rise to 1 instead of falling to 0 (invert_sigmas). Default: false.</summary>
    public bool InvertsSigmas { get; init; }

    /// <summary>The last noise level before 0, to which all are stretched (shift_terminal), above 0 and below 1; null for none. Default: null.</summary>
    public double? ShiftTerminal { get; init; }

    /// <summary>How noise levels lie between the first and the last. Default: evenly.</summary>
    public FlowSigmas Sigmas { get; init; } = FlowSigmas.Even;

    /// <summary>How <see cref="UsesDynamicShifting"/> shifts (time_shift_type). Default: exponentially.</summary>
    public FlowTimeShift TimeShift { get; init; } = FlowTimeShift.Exponential;

    /// <summary>Whether each step goes by way of clean latents and fresh noise (stochastic_sampling). Default: false.</summary>
    public bool SamplesStochastically { get; init; }

    /// <summary>Reads a scheduler_config.json.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static FlowSchedulerConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a scheduler_config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static FlowSchedulerConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a scheduler_config.json.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["_class_name"] = ClassName,
            ["num_train_timesteps"] = NumTrainTimesteps,
            ["shift"] = Shift,
            ["use_dynamic_shifting"] = UsesDynamicShifting,
            ["base_shift"] = BaseShift,
            ["max_shift"] = MaxShift,
            ["base_image_seq_len"] = BaseImageSequenceLength,
            ["max_image_seq_len"] = MaxImageSequenceLength,
            ["invert_sigmas"] = InvertsSigmas,
            ["shift_terminal"] = ShiftTerminal,
            ["time_shift_type"] = JsonConfig.TextOf(TimeShift, Shifts),
            ["stochastic_sampling"] = SamplesStochastically,
        };
        foreach (var (key, sigmas) in SigmaKeys)
        {
            json[key] = Sigmas == sigmas;
        }

        return JsonConfig.Write(json);
    }

    /// <exception cref="RewardLabException">A number is out of range; <paramref name="source"/> is named.</exception>
    internal void Check(string source)
    {
        Require(NumTrainTimesteps >= 1, "num_train_timesteps", $"is {NumTrainTimesteps}; it must be at least 1");
        Require(double.IsFinite(Shift) && Shift > 0, "shift", $"is {Shift}; it must be above 0");
        Require(ShiftTerminal is null or (> 0 and < 1), "shift_terminal", $"is {ShiftTerminal}; it must be above 0 and below 1");
        Require(
            BaseImageSequenceLength < MaxImageSequenceLength, "base_image_seq_len",
            $"is {BaseImageSequenceLength}; it must be below max_image_seq_len, {MaxImageSequenceLength}");

        void Require(bool condition, string key, string complaint)
        {
            if (!condition)
            {
                throw new RewardLabException($"{source}: {key} {complaint}.");
            }
        }
    }

    private static FlowSchedulerConfig From(JsonConfig json)
    {
        if (json.Text("_class_name", ClassName) is not ClassName and var className)
        {
            throw json.Refused("_class_name", ShownName.From(className), $"'{ClassName}'");
        }

        var asked = SigmaKeys.Where(entry => json.Flag(entry.Key, fallback: false)).ToArray();
        var defaults = new FlowSchedulerConfig();
        var config = new FlowSchedulerConfig
        {
            NumTrainTimesteps = json.Integer("num_train_timesteps", defaults.NumTrainTimesteps),
            Shift = json.Number("shift", defaults.Shift),
            UsesDynamicShifting = json.Flag("use_dynamic_shifting", fallback: false),
            BaseShift = json.Number("base_shift", defaults.BaseShift),
            MaxShift = json.Number("max_shift", defaults.MaxShift),
            BaseImageSequenceLength = json.Integer("base_image_seq_len", defaults.BaseImageSequenceLength),
            MaxImageSequenceLength = json.Integer("max_image_seq_len", defaults.MaxImageSequenceLength),
            InvertsSigmas = json.Flag("invert_sigmas", fallback: false),
            ShiftTerminal = json.Number("shift_terminal", 0) is var terminal and not 0 ? terminal : null,
            Sigmas = asked.Length == 0 ? FlowSigmas.Even : asked[0].Sigmas,
            TimeShift = json.Choice("time_shift_type", "exponential", Shifts),
            SamplesStochastically = json.Flag("stochastic_sampling", fallback: false),
        };
        json.RequireNothingElse(Inert);
        if (asked.Length > 1)
        {
            throw json.Refused(asked[1].Key, "true", $"false where {asked[0].Key} is true");
        }

        config.Check(json.Source);
        return config;
    }
}
