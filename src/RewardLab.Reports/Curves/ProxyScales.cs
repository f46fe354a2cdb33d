using RewardLab.Abstractions;

namespace RewardLab.Reports.Curves;

/// <summary>Keeps trainings that optimise different rewards from sharing an axis: a reward's scores have no unit but the reward itself.</summary>
/// <remarks>They are compared by what they gained, in standard deviations of the images of their first point; where those are unknown, each has a chart of its
/// own. A run of a former version does not name its rewards, so there trainings of different names count as different.</remarks>
internal static class ProxyScales
{
    private const string Variance = "proxyVariance";

    /// <summary>The curves with the scales of their charts.</summary>
    /// <param name="curves">All curves of a page.</param>
    public static IEnumerable<FoundCurve> Split(IReadOnlyList<FoundCurve> curves)
    {
        foreach (var curve in curves.Where(curve => curve.Key.Role != MetricRole.Proxy))
        {
            yield return curve.Scale.Length > 0 ? curve : curve with { Scale = UnitOf(curve, curves) };
        }

        foreach (var group in curves.Where(curve => curve.Key.Role == MetricRole.Proxy)
            .GroupBy(curve => (curve.Key.Kind, curve.Key.Metric, curve.Key.Axis)))
        {
            foreach (var curve in Split([.. group], curves))
            {
                yield return curve;
            }
        }
    }

    // A run of a former version does not say the unit that the same metric has in another's.
    private static string UnitOf(FoundCurve curve, IReadOnlyList<FoundCurve> all) =>
        all.Where(other => (other.Key.Kind, other.Key.Role, other.Key.Metric) == (curve.Key.Kind, curve.Key.Role, curve.Key.Metric))
            .Select(other => other.Key.Unit).Where(unit => unit.Length > 0).Distinct(StringComparer.Ordinal).ToArray() is [var unit] ? unit : "";

    private static IEnumerable<FoundCurve> Split(FoundCurve[] proxies, IReadOnlyList<FoundCurve> all)
    {
        if (proxies.DistinctBy(RewardOf).Count() == 1)
        {
            return proxies;
        }

        FoundCurve?[] gains = [.. proxies.Select(proxy => Gain(proxy, all))];
        return Array.TrueForAll(gains, gain => gain is not null)
            ? gains.OfType<FoundCurve>()
            : proxies.Select(proxy => proxy with { Scale = RewardOf(proxy), Label = $"{proxy.Key.Label} of {RewardOf(proxy)}" });
    }

    private static string RewardOf(FoundCurve proxy) => proxy.Key.Unit.Length > 0 ? proxy.Key.Unit : proxy.Key.Series;

    private static FoundCurve? Gain(FoundCurve proxy, IReadOnlyList<FoundCurve> all)
    {
        var variance = all.FirstOrDefault(curve =>
            curve.Run == proxy.Run && curve.Key.Metric == Variance && (curve.Key.Kind, curve.Key.Series) == (proxy.Key.Kind, proxy.Key.Series));
        if (variance is not { Points: [{ Last: > 0 and var first }, ..] })
        {
            return null;
        }

        var (start, deviation) = (proxy.Points[0].Last, Math.Sqrt(first));
        double Scaled(double value) => (value - start) / deviation;
        return proxy with
        {
            Points =
            [
                .. proxy.Points.Select(point =>
                    point with { Minimum = Scaled(point.Minimum), Maximum = Scaled(point.Maximum), Last = Scaled(point.Last) }),
            ],
            Scale = "standard deviations of its first point",
            Label = $"{proxy.Key.Label} gain",
        };
    }
}
