using System.Globalization;
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
    private const string Band = "mean";

    /// <summary>Lays out what feeds have read so far.</summary>
    /// <param name="runs">What legends call each run, and its feed.</param>
    public static CurveBoard Create(IReadOnlyList<(string Label, RunMonitor Feed)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var curves = runs.SelectMany((run, index) => WithBands(run.Feed.Curves(_ => true)).Select(curve => new Found(index, curve.Key, curve.Points))).ToArray();
        var values = curves.Where(curve => curve.Points.Count > 0).GroupBy(curve => (curve.Key.Kind, curve.Key.Value, curve.Key.Unit)).ToArray();
        var lasting = values.Where(value => value.Any(curve => curve.Points.Count > 1)).OrderBy(value => CurveOrder.IsTime(value.Key.Value)).ToArray();
        var (shown, count) = (new List<CurveChart>(), 0);
        var max = Math.Clamp(MaxPoints / Math.Max(1, lasting.Sum(value => value.Count())), MinPointsPerCurve, MaxPointsPerCurve);
        foreach (var value in lasting.OrderBy(value => CurveOrder.Rank(value.Key.Kind)).ThenByDescending(value => CurveOrder.IsChief(value.Key.Value)))
        {
            if (count + value.Count() <= MaxPoints / MinPointsPerCurve)
            {
                shown.Add(Chart(value.Key, [.. value], runs, max));
                count += value.Count();
            }
        }

        return new CurveBoard(CurveOrder.Families(shown), ToldOnce([.. values.Where(value => value.All(curve => curve.Points.Count == 1)).SelectMany(value => value)], runs), lasting.Sum(value => value.Count()) - count);
    }

    // A mean that is told with the ends of its interval is one curve, and the interval its band.
    private static IEnumerable<(CurveKey Key, IReadOnlyList<CurveSegment> Points)> WithBands(IReadOnlyList<(CurveKey Key, CurveSegment[] Points)> curves)
    {
        var known = curves.ToDictionary(curve => curve.Key, curve => curve.Points);
        foreach (var (key, points) in curves)
        {
            var mean = key with { Value = Band };
            if (!known.TryGetValue(mean, out var middle) || !known.TryGetValue(key with { Value = "lower" }, out var low) || !known.TryGetValue(key with { Value = "upper" }, out var high)
                || low.Length != middle.Length || high.Length != middle.Length)
            {
                yield return (key, points);
            }
            else if (key == mean)
            {
                yield return (key, [.. points.Select((point, index) => point with { Minimum = Math.Min(point.Minimum, low[index].Minimum), Maximum = Math.Max(point.Maximum, high[index].Maximum) })]);
            }
            else if (key.Value is not ("lower" or "upper"))
            {
                yield return (key, points);
            }
        }
    }

    private static CurveChart Chart((string Kind, string Value, string Unit) of, Found[] curves, IReadOnlyList<(string Label, RunMonitor Feed)> runs, int maxPoints)
    {
        string[] names = [.. curves.Select(curve => curve.Key.Name).Distinct(StringComparer.Ordinal)];
        var hasOneEach = curves.GroupBy(curve => curve.Run).All(run => run.Count() == 1);
        return new CurveChart(of.Kind, of.Value, of.Unit, [.. curves.Select(Line)], [.. Marks(of.Unit, names, runs).Take(MaxMarks)]);

        // One curve a run: a colour for each run. Otherwise the same name has the same colour in every run, and dashes tell the runs apart.
        CurveLine Line(Found curve)
        {
            var label = runs[curve.Run].Label;
            var name = names.Length == 1 ? label : curve.Key.Name.Length == 0 ? label : runs.Count == 1 ? curve.Key.Name : $"{label} {curve.Key.Name}";
            var place = Array.IndexOf(names, curve.Key.Name);
            return hasOneEach
                ? new CurveLine(name, curve.Run % CurveLine.InkCount, curve.Run / CurveLine.InkCount % CurveLine.DashCount, Curve.Thin(curve.Points, maxPoints))
                : new CurveLine(name, place % CurveLine.InkCount, (curve.Run + (place / CurveLine.InkCount)) % CurveLine.DashCount, Curve.Thin(curve.Points, maxPoints));
        }
    }

    private static IEnumerable<CurveMark> Marks(string unit, string[] names, IReadOnlyList<(string Label, RunMonitor Feed)> runs) =>
        runs.SelectMany(run => run.Feed.Marks
            .Where(mark => mark.Unit == unit && names.Any(name => mark.Name.StartsWith(name, StringComparison.Ordinal)))
            .Select(mark => new CurveMark(mark.X, runs.Count > 1 ? $"{run.Label}: {mark.Words}" : mark.Words)));

    private static ResultTable? ToldOnce(Found[] curves, IReadOnlyList<(string Label, RunMonitor Feed)> runs)
    {
        var rows = curves
            .GroupBy(curve => (curve.Key.Kind, curve.Key.Name, curve.Key.Value))
            .Take(MaxOnce)
            .Select(figure => (IReadOnlyList<object?>)[figure.Key.Kind, figure.Key.Name, figure.Key.Value, .. runs.Select((_, index) => figure.FirstOrDefault(curve => curve.Run == index) is { } told ? Shown(told.Points[0].Last) : null)])
            .ToArray();
        return rows.Length == 0 ? null : new ResultTable("", ["events", "of", "value", .. runs.Select(run => run.Label)], rows);
    }

    private static string Shown(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private sealed record Found(int Run, CurveKey Key, IReadOnlyList<CurveSegment> Points);
}
