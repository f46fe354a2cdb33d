using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Curves;

/// <summary>Every curve of several runs, those of one value in one chart, in the order in which one wants to see them.</summary>
/// <param name="Families">Charts by the events they come from, the most telling first.</param>
/// <param name="Once">Figures that no run told more than once; null where there are none.</param>
/// <param name="LeftOut">Curves that were too many to show.</param>
public sealed record CurveBoard(IReadOnlyList<CurveFamily> Families, ResultTable? Once, int LeftOut)
{
    /// <summary>Points of a curve at most.</summary>
    public const int MaxPointsPerCurve = 500;

    // Of very many curves each gets fewer points, and beyond that they are left out: a page must open.
    private const int MaxPoints = 200_000;
    private const int MinPointsPerCurve = 40;
    private const int MaxMarks = 40;
    private const int MaxOnce = 400;

    /// <summary>Lays out what feeds have read so far.</summary>
    /// <param name="runs">What legends call each run, and its feed.</param>
    public static CurveBoard Create(IReadOnlyList<(string Label, RunMonitor Monitor)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var styles = SeriesStyles.Create(runs.Select(run => run.Monitor));
        var replicates = Replicates.Create(runs);
        var intervals = runs.Select(run => EvaluationIntervals.Read(run.Monitor.Run.Folder)).ToArray();
        var curves = runs.SelectMany((run, index) => run.Monitor.Curves(_ => true)
            .Select(curve => new FoundCurve(index, curve.Key, intervals[index].Widen(curve.Key, curve.Points)))).ToArray();
        var values = ProxyScales.Split([.. curves.Where(curve => curve.Points.Count > 0)])
            .GroupBy(curve => new ChartKey(curve.Key.Kind, curve.Key.Role, curve.Key.Metric, curve.Key.Axis, curve.Scale))
            .ToArray();
        var lasting = values.Where(value => value.Any(curve => curve.Points.Count > 1)).OrderBy(value => value.Key.Role == MetricRole.Timing).ToArray();
        var (shown, count) = (new List<CurveChart>(), 0);
        var max = Math.Clamp(MaxPoints / Math.Max(1, lasting.Sum(value => value.Count())), MinPointsPerCurve, MaxPointsPerCurve);
        foreach (var value in lasting.OrderBy(value => CurveOrder.Rank(value.Key.Kind))
            .ThenByDescending(value => value.Any(curve => CurveOrder.IsChief(curve.Key))))
        {
            if (count + value.Count() <= MaxPoints / MinPointsPerCurve)
            {
                shown.Add(Chart(
                    value.Key,
                    [.. value],
                    runs,
                    curve => new CurveLine("", styles.StyleOf(curve.Run, curve.Key.Series), Curve.Thin(curve.Points, max))
                    {
                        Group = replicates.GroupOf(curve.Run, curve.Key.Series),
                    }));
                count += value.Count();
            }
        }

        var once = ToldOnce([.. values.Where(value => value.All(curve => curve.Points.Count == 1)).SelectMany(value => value)], runs);
        return new CurveBoard(CurveOrder.Families(shown), once, lasting.Sum(value => value.Count()) - count);
    }

    private static CurveChart Chart(
        ChartKey of, FoundCurve[] curves, IReadOnlyList<(string Label, RunMonitor Monitor)> runs, Func<FoundCurve, CurveLine> draw)
    {
        string[] names = [.. curves.Select(curve => curve.Key.Series).Distinct(StringComparer.Ordinal)];
        return new CurveChart(
            of.Kind, curves[0].Label, of.Axis, [.. curves.Select(Line)], [.. Marks(of.Axis, names, runs).Take(MaxMarks)])
        {
            Role = of.Role,
            IsPrimary = curves.Any(curve => CurveOrder.IsChief(curve.Key)),
            MetricUnit = curves[0].Scale,
        };

        CurveLine Line(FoundCurve curve)
        {
            var label = runs[curve.Run].Label;
            var name = names.Length == 1 ? label : curve.Key.Series.Length == 0 ? label : runs.Count == 1 ? curve.Key.Series : $"{label} {curve.Key.Series}";
            return draw(curve) with { Name = name };
        }
    }

    // What is written for a whole run, such as for each value of a sweep, is annotated in all of its charts.
    private static IEnumerable<CurveMark> Marks(string axis, string[] series, IReadOnlyList<(string Label, RunMonitor Monitor)> runs) =>
        runs.SelectMany(run => run.Monitor.Annotations
            .Where(annotation => annotation.Axis == axis && (annotation.Series.Length == 0 || series.Contains(annotation.Series, StringComparer.Ordinal)))
            .Select(annotation => new CurveMark(annotation.X, runs.Count > 1 ? $"{run.Label}: {annotation.Text}" : annotation.Text)));

    private static ResultTable? ToldOnce(FoundCurve[] curves, IReadOnlyList<(string Label, RunMonitor Monitor)> runs)
    {
        var rows = curves
            .GroupBy(curve => (curve.Key.Kind, curve.Key.Series, curve.Key.Label))
            .Take(MaxOnce)
            .Select(metric => (IReadOnlyList<object?>)
                [
                    metric.Key.Kind,
                    metric.Key.Series,
                    metric.Key.Label,
                    .. runs.Select((_, index) => metric.FirstOrDefault(curve => curve.Run == index) is { } told ? Shown(told.Points[0].Last) : null),
                ])
            .ToArray();
        return rows.Length == 0 ? null : new ResultTable("", ["events", "of", "value", .. runs.Select(run => run.Label)], rows);
    }

    private static string Shown(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private sealed record ChartKey(string Kind, MetricRole Role, string Metric, string Axis, string Scale);
}
