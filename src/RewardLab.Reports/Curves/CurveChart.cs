using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Reports.Charts;

namespace RewardLab.Reports.Curves;

/// <summary>One value of several runs, over what its events count by.</summary>
/// <param name="Kind">The events it comes from, such as "finetune.evaluation".</param>
/// <param name="Value">What the metric is called, such as "held-out truth".</param>
/// <param name="Unit">What the events count by, such as "epoch".</param>
/// <param name="Lines">The curves.</param>
/// <param name="Marks">Alarms and the like.</param>
public sealed record CurveChart(string Kind, string Value, string Unit, IReadOnlyList<CurveLine> Lines, IReadOnlyList<CurveMark> Marks)
{
    /// <summary>The metric's role.</summary>
    public MetricRole Role { get; init; }

    /// <summary>Whether it is one of the charts that are shown first.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The metric's unit; empty for none.</summary>
    public string MetricUnit { get; init; } = "";

    /// <summary>The metric's name with its unit, where it has one.</summary>
    public string Title => MetricUnit.Length > 0 ? $"{Value} ({MetricUnit})" : Value;

    /// <summary>The same for the same value of the same events, however many curves have come since, and no other chart's: what a page finds it by.</summary>
    public string Id =>
        $"curve-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Kind}\n{Role}\n{Value}\n{MetricUnit}\n{Unit}")))[..12]}";

    /// <summary>What it shows, for those who do not see it.</summary>
    internal string Describe() =>
        new LineChart(
            Value,
            [.. Lines.Select(line => new LineSeries(line.Name, [.. line.Points.Select(point => point.LastX)], [.. line.Points.Select(point => point.Last)]))])
            {
                XLabel = Unit,
                YLabel = Title,
            }.Describe();
}
