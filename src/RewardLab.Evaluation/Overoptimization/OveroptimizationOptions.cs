using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>When the alarm is raised.</summary>
public sealed record OveroptimizationOptions
{
    /// <summary>Evaluations, up to the latest, over which the proxy must rise and the held-out reward fall; the held-out reward's fall may also show over
    /// twice, four times, eight times as many. Default 5; range 3 to 1,000.</summary>
    [Description("number of latest evaluations over which the proxy and the held-out reward are compared")]
    [Range(3, 1000)]
    [DefaultValue(5)]
    public int Window { get; init; } = 5;

    /// <summary>The p-value that every test must come below: bounds how often one evaluation is a false alarm. Default 0.01; range 1e-9 to 0.5.</summary>
    [Description("p-value below which every test must be: limits false alarms per evaluation")]
    [Range(1e-9, 0.5)]
    [DefaultValue(0.01)]
    public double Level { get; init; } = 0.01;

    /// <summary>Held-out rewards that are tested beside each other: the level of a held-out reward's trend is shared out among them (Bonferroni). Default 1;
    /// range 1 to 1,000.</summary>
    [Description("number of held-out rewards that are tested beside each other and share the level")]
    [Range(1, 1000)]
    [DefaultValue(1)]
    public int HeldOutRewards { get; init; } = 1;

    /// <summary>The level of one held-out reward's trend.</summary>
    internal double TrendLevel => Level / HeldOutRewards;

    /// <summary>The options, or the defaults where there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal static OveroptimizationOptions Checked(OveroptimizationOptions? options)
    {
        options ??= new OveroptimizationOptions();
        if (options.Window is < 3 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Window, "A window has 3 to 1000 evaluations.");
        }

        if (options.HeldOutRewards is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.HeldOutRewards, "1 to 1000 held-out rewards share a level.");
        }

        return options.Level is >= 1e-9 and <= 0.5
            ? options
            : throw new ArgumentOutOfRangeException(nameof(options), options.Level, "A level lies within 1e-9 to 0.5.");
    }
}
