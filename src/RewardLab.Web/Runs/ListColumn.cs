using System.Globalization;
using RewardLab.Runs.Store;

namespace RewardLab.Web.Runs;

/// <summary>A column of the list of runs that one can choose: a parameter, or the last value of a metric.</summary>
/// <param name="IsMetric">Whether it is a metric.</param>
/// <param name="Name">The parameter's or metric's name.</param>
/// <param name="Group">The events that the metric comes from; empty for a parameter.</param>
internal sealed record ListColumn(bool IsMetric, string Name, string Group)
{
    private const string Parameter = "parameter";
    private const string Metric = "metric";
    private const char Separator = '\n';

    /// <summary>What pages name it by.</summary>
    public string Id => string.Join(Separator, IsMetric ? Metric : Parameter, Group, Name);

    /// <summary>The column of an id; null where the text is none.</summary>
    public static ListColumn? Parse(string id) => id.Split(Separator) is [Parameter or Metric, var group, { Length: > 0 } name]
        ? new ListColumn(id.StartsWith(Metric, StringComparison.Ordinal), name, group)
        : null;

    /// <summary>A run's value: as text, and as a number where it is one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="metrics">The last values of its metrics.</param>
    public (string Text, double? Number) ValueOf(RunEntry run, IReadOnlyDictionary<ListColumn, double> metrics)
    {
        if (IsMetric)
        {
            return metrics.TryGetValue(this, out var last) ? (last.ToString("G5", CultureInfo.InvariantCulture), last) : ("", null);
        }

        var text = run.Record?.Parameters.TryGetValue(Name, out var value) == true ? ParameterText.Format(value) : "";
        return (text, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null);
    }
}
