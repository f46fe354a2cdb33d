namespace RewardLab.Abstractions;

/// <summary>One measured value of an event.</summary>
/// <param name="Name">The metric's name, in camelCase, such as "kl"; of a held-out reward the reward's own name.</param>
/// <param name="Value">The value; one that is not finite is kept in the log and left out of curves.</param>
public sealed record RunMetric(string Name, double Value)
{
    /// <summary>What the metric is to its reader.</summary>
    public MetricRole Role { get; init; } = MetricRole.Statistic;

    /// <summary>The unit of <see cref="Value"/>, such as "nats" or "s"; empty for a number without one.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether its curve is one of those that are shown first; proxy and held-out rewards always are.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The lower end of the value's confidence interval; null where there is none.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper end of the value's confidence interval; null where there is none.</summary>
    public double? Upper { get; init; }

    /// <summary>What curves and tables call the metric: its name, "held-out NAME" for a held-out reward.</summary>
    public string Label => LabelOf(Role, Name);

    /// <summary>The proxy reward's score.</summary>
    /// <param name="value">The score, such as the mean over images.</param>
    /// <param name="name">The metric's name.</param>
    public static RunMetric Proxy(double value, string name = "proxy") => new(name, value) { Role = MetricRole.Proxy };

    /// <summary>The score of a held-out reward.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="value">The score, such as the mean over images.</param>
    public static RunMetric HeldOut(string reward, double value) => new(reward, value) { Role = MetricRole.HeldOut };

    /// <summary>A duration.</summary>
    /// <param name="name">The metric's name, such as "sampleSeconds".</param>
    /// <param name="seconds">Seconds.</param>
    public static RunMetric Seconds(string name, double seconds) => new(name, seconds) { Role = MetricRole.Timing, Unit = "s" };

    /// <summary>A rate.</summary>
    /// <param name="name">The metric's name, such as "imagesPerSecond".</param>
    /// <param name="value">Units per second.</param>
    public static RunMetric PerSecond(string name, double value) => new(name, value) { Role = MetricRole.Timing, Unit = "1/s" };

    /// <summary>What curves and tables call a metric.</summary>
    /// <param name="role">The metric's role.</param>
    /// <param name="name">The metric's name.</param>
    public static string LabelOf(MetricRole role, string name) => role == MetricRole.HeldOut ? $"held-out {name}" : name;
}
