using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>Fits the gold score's curve to measurements by least squares; both forms are linear in alpha and beta, so the fit is the only one.</summary>
public static class GoldCurveFit
{
    /// <summary>The curve through the base: gains are 0 at KL 0.</summary>
    /// <remarks>Points at KL 0 are the base itself. The curve meets them whatever its parameters, so they are left out, of <see cref="GoldCurve.Count"/> and of
    /// R squared too: counted in, they would feign certainty.</remarks>
    /// <param name="points">Gold gains over the base; at least three away from KL 0, at two or more divergences.</param>
    /// <param name="form">The form.</param>
    /// <exception cref="ArgumentException">A divergence is negative, a number is not finite, there are too few points,
    /// or they lie at one divergence.</exception>
    public static GoldCurve OfGains(IReadOnlyList<GoldPoint> points, GoldCurveForm form)
    {
        RefuseUnusable(points, form);
        return Fit([.. points.Where(point => point.Kl > 0)], form, hasIntercept: false);
    }

    /// <summary>The curve through a base that is measured once: its score is taken off every point's.</summary>
    /// <inheritdoc cref="OfGains(IReadOnlyList{GoldPoint}, GoldCurveForm)" />
    /// <param name="points">Gold scores; at least three away from KL 0, at two or more divergences.</param>
    /// <param name="form">The form.</param>
    /// <param name="baseGold">The base's gold score, finite. Its own error moves every gain alike: where it is no smaller than the points', fit it too.</param>
    public static GoldCurve OfScores(IReadOnlyList<GoldPoint> points, GoldCurveForm form, double baseGold)
    {
        RefuseUnusable(points, form);
        if (!double.IsFinite(baseGold))
        {
            throw new ArgumentException($"The base's gold score is {baseGold}; it must be finite.", nameof(baseGold));
        }

        return OfGains([.. points.Select(point => point with { Gold = point.Gold - baseGold })], form);
    }

    /// <summary>The curve with the base's score fitted as a third parameter; points at KL 0 count like any other.</summary>
    /// <param name="points">Gold scores; at least four, at three or more divergences.</param>
    /// <param name="form">The form.</param>
    /// <exception cref="ArgumentException">A divergence is negative, a number is not finite, there are too few points,
    /// or they lie at fewer than three divergences.</exception>
    public static GoldCurve WithIntercept(IReadOnlyList<GoldPoint> points, GoldCurveForm form)
    {
        RefuseUnusable(points, form);
        return Fit([.. points], form, hasIntercept: true);
    }

    private static GoldCurve Fit(GoldPoint[] points, GoldCurveForm form, bool hasIntercept)
    {
        var parameters = hasIntercept ? 3 : 2;
        if (points.Length <= parameters)
        {
            throw new ArgumentException(
                $"{points.Length} points{(hasIntercept ? "" : " away from KL 0")} leave nothing to judge a fit of {parameters} parameters by; "
                + $"{parameters + 1} are needed.",
                nameof(points));
        }

        double[] gold = [.. points.Select(point => point.Gold)];
        double[][] columns =
        [
            .. hasIntercept ? [[.. points.Select(_ => 1.0)]] : (double[][])[],
            [.. points.Select(point => Math.Sqrt(point.Kl))],
            [.. points.Select(point => -GoldCurve.Loss(form, point.Kl))],
        ];
        var fit = LeastSquares.Fit(columns, gold)
            ?? throw new ArgumentException(
                $"The points' divergences are too alike to tell {parameters} parameters apart: {parameters} different ones are needed.", nameof(points));
        var mean = gold.Average();
        var spread = gold.Sum(value => (value - mean) * (value - mean));
        var variance = fit.ResidualSum / (points.Length - parameters);
        double[] errors = [.. fit.Variances.Select(share => Math.Sqrt(variance * share))];
        return new GoldCurve(
            form,
            fit.Coefficients[^2],
            fit.Coefficients[^1],
            errors[^2],
            errors[^1],
            hasIntercept ? fit.Coefficients[0] : 0,
            hasIntercept ? errors[0] : 0,
            gold.Distinct().Count() == 1 ? null : 1 - (fit.ResidualSum / spread),
            Math.Sqrt(variance),
            points.Length);
    }

    private static void RefuseUnusable(IReadOnlyList<GoldPoint> points, GoldCurveForm form)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (!Enum.IsDefined(form))
        {
            throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form.");
        }

        foreach (var point in points)
        {
            if (!(point.Kl >= 0) || !double.IsFinite(point.Kl) || !double.IsFinite(point.Gold))
            {
                throw new ArgumentException(
                    $"The point at KL {point.Kl} with gold {point.Gold} is unusable: a divergence is 0 or more, and both are finite.", nameof(points));
            }
        }
    }
}
