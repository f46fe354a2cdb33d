using RewardLab.Abstractions;

namespace RewardLab.Runs.Monitoring;

/// <summary>What a curve shows.</summary>
/// <param name="Kind">The events it comes from, such as <see cref="EventKinds.FineTuningEpoch"/>.</param>
/// <param name="Series">What in the run it belongs to, such as "ddpo-imagereward-1"; empty where the events do not say.</param>
/// <param name="Metric">The metric's name, such as "proxy".</param>
/// <param name="Axis">What the events count, such as "epoch"; "event" where they do not say.</param>
public sealed record CurveKey(string Kind, string Series, string Metric, string Axis)
{
    /// <summary>The metric's role.</summary>
    public MetricRole Role { get; init; }

    /// <summary>The metric's unit; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether it is one of the curves that are shown first.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>What the metric is called, such as "held-out truth".</summary>
    public string Label => RunMetric.LabelOf(Role, Metric);
}
