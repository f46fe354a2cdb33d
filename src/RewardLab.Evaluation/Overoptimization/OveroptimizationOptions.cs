using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>When the alarm is raised.</summary>
public sealed record OveroptimizationOptions
{
    /// <summary>Evaluations over which proxy and held-out reward are compared, up to the latest. Default 5; range 3 to 1,000.</summary>
    [Description("number of latest evaluations over which the proxy and the held-out reward are compared")]
    [Range(3, 1000)]
    [DefaultValue(5)]
    public int Window { get; init; } = 5;

    /// <summary>The p-value that every test must come below: bounds how often one evaluation is a false alarm. Default 0.01; range 1e-6 to 0.5.</summary>
    [Description("p-value below which every test must be: limits false alarms per evaluation")]
    [Range(1e-6, 0.5)]
    [DefaultValue(0.01)]
    public double Level { get; init; } = 0.01;

    /// <summary>The options, or the defaults where there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal static OveroptimizationOptions Checked(OveroptimizationOptions? options)
    {
        options ??= new OveroptimizationOptions();
        if (options.Window is < 3 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Window, "A window has 3 to 1000 evaluations.");
        }

        return options.Level is >= 1e-6 and <= 0.5
            ? options
            : throw new ArgumentOutOfRangeException(nameof(options), options.Level, "A level lies within 1e-6 to 0.5.");
    }
}
