using CsCheck;
using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Evaluation.Tests.Overoptimization;

public sealed class GoldCurveFitTests
{
    private static readonly Gen<GoldCurveForm> Form = Gen.Bool.Select(isBest => isBest ? GoldCurveForm.BestOfN : GoldCurveForm.Reinforcement);

    private static readonly Gen<GoldPoint[]> Points =
        Gen.Select(Gen.Double[0.05, 60], Gen.Double[-3, 3], (kl, gold) => new GoldPoint(kl, gold)).Array[4, 25]
            .Where(points => points.Max(point => point.Kl) > 2 * points.Min(point => point.Kl)
                && points.Select(point => Math.Round(point.Kl)).Distinct().Count() > 3);

    [Fact]
    public void Fit_OfACurvesOwnPoints_FindsItsParameters() =>
        Gen.Select(Form, Gen.Double[-2, 2], Gen.Double[-2, 2], Gen.Double[-5, 5], Points).Sample((form, alpha, beta, start, points) =>
        {
            GoldPoint[] gains = [.. points.Select(point => new GoldPoint(point.Kl, Curve(form, alpha, beta, point.Kl)))];
            var fit = GoldCurveFit.OfGains(gains, form);
            fit.Alpha.ShouldBe(alpha, 1e-9);
            fit.Beta.ShouldBe(beta, 1e-9);
            (fit.Intercept, fit.InterceptError, fit.Count).ShouldBe((0, 0, points.Length));
            fit.ResidualDeviation.ShouldBe(0, 1e-9);

            GoldPoint[] scores = [.. gains.Select(point => point with { Gold = point.Gold + start })];
            var free = GoldCurveFit.WithIntercept(scores, form);
            free.Alpha.ShouldBe(alpha, 1e-6);
            free.Beta.ShouldBe(beta, 1e-6);
            free.Intercept.ShouldBe(start, 1e-6);
            free.Predict(points[0].Kl).ShouldBe(scores[0].Gold, 1e-9);
            GoldCurveFit.OfScores(scores, form, start).Alpha.ShouldBe(alpha, 1e-9);
        });

    [Fact]
    public void Fit_OfAnyPoints_SolvesTheNormalEquations() =>
        Gen.Select(Form, Points).Sample((form, points) =>
        {
            // Cramer's rule on X'X, written out for two parameters.
            var fit = GoldCurveFit.OfGains(points, form);
            double[] first = [.. points.Select(point => Math.Sqrt(point.Kl))];
            double[] second = [.. points.Select(point => form == GoldCurveForm.BestOfN ? -point.Kl : -Math.Sqrt(point.Kl) * Math.Log(Math.Sqrt(point.Kl)))];
            var (a, b, c) = (Dot(first, first), Dot(first, second), Dot(second, second));
            double[] gold = [.. points.Select(point => point.Gold)];
            var (u, v, determinant) = (Dot(first, gold), Dot(second, gold), (a * c) - (b * b));
            var (alpha, beta) = (((c * u) - (b * v)) / determinant, ((a * v) - (b * u)) / determinant);
            var tolerance = 1e-9 * a * c / determinant * (1 + Math.Abs(alpha) + Math.Abs(beta));
            fit.Alpha.ShouldBe(alpha, tolerance);
            fit.Beta.ShouldBe(beta, tolerance);
            var residuals = points.Select(point => point.Gold - Curve(form, fit.Alpha, fit.Beta, point.Kl)).ToArray();
            var variance = Dot(residuals, residuals) / (points.Length - 2);
            fit.ResidualDeviation.ShouldBe(Math.Sqrt(variance), 1e-9);
            fit.AlphaError.ShouldBe(Math.Sqrt(variance * c / determinant), tolerance);
            fit.BetaError.ShouldBe(Math.Sqrt(variance * a / determinant), tolerance);
            var mean = gold.Average();
            fit.RSquared!.Value.ShouldBe(1 - (Dot(residuals, residuals) / gold.Sum(value => (value - mean) * (value - mean))), 1e-9);
        });

    [Fact]
    public void Residuals_OfAFreeStart_StandAtRightAnglesToEveryColumn() =>
        Gen.Select(Form, Points).Sample((form, points) =>
        {
            var fit = GoldCurveFit.WithIntercept(points, form);
            double[] residuals = [.. points.Select(point => point.Gold - fit.Predict(point.Kl))];
            residuals.Sum().ShouldBe(0, 1e-6);
            Dot(residuals, [.. points.Select(point => Math.Sqrt(point.Kl))]).ShouldBe(0, 1e-6);
            Dot(residuals, [.. points.Select(point => Curve(form, 0, 1, point.Kl))]).ShouldBe(0, 1e-5);
            fit.RSquared!.Value.ShouldBeInRange(-1e-12, 1 + 1e-12);
        });

    [Fact]
    public void Errors_OfManyNoisyFits_AreTheirSpread()
    {
        double[] divergences = [0.5, 1, 2, 4, 6, 9, 12, 16];
        var fits = Enumerable.Range(0, 2000).Select(run =>
        {
            // An image's level cancels between proxy and held-out reward and leaves noise of deviation sqrt(2).
            var noise = SimulatedRun.Create((ulong)run, _ => 0, _ => 0, evaluations: divergences.Length, prompts: 1, imagesOfPrompt: 1).Evaluations;
            return GoldCurveFit.OfGains(
                [.. divergences.Select((kl, i) => new GoldPoint(kl, Curve(GoldCurveForm.BestOfN, 2, 0.3, kl) + noise[i].HeldOut[0] - noise[i].Proxy[0]))],
                GoldCurveForm.BestOfN);
        }).ToArray();
        var mean = fits.Average(fit => fit.Alpha);
        var spread = Math.Sqrt(fits.Average(fit => (fit.Alpha - mean) * (fit.Alpha - mean)));
        mean.ShouldBe(2, 4 * spread / Math.Sqrt(fits.Length));
        Math.Sqrt(fits.Average(fit => fit.AlphaError * fit.AlphaError)).ShouldBe(spread, 0.06 * spread);
    }

    [Fact]
    public void Peak_OfACurveThatTurns_IsItsHighestPoint() =>
        Gen.Select(Form, Gen.Double[0.1, 2], Gen.Double[0.3, 2], Gen.Double[0, 40]).Sample((form, alpha, beta, elsewhere) =>
        {
            var curve = new GoldCurve(form, alpha, beta, 0, 0, 0, 0, null, 0, 3);
            var peak = curve.PeakKl!.Value;
            curve.Predict(elsewhere).ShouldBeLessThanOrEqualTo(curve.Predict(peak) + 1e-12);
            (form == GoldCurveForm.BestOfN ? alpha / (2 * beta) : Math.Exp((alpha / beta) - 1)).ShouldBe(Math.Sqrt(peak), 1e-9 * (1 + peak));
        });

    [Fact]
    public void Peak_OfACurveThatDoesNotTurn_IsNull()
    {
        foreach (var form in Enum.GetValues<GoldCurveForm>())
        {
            new GoldCurve(form, 1, 0, 0, 0, 0, 0, null, 0, 3).PeakKl.ShouldBeNull();
            new GoldCurve(form, 1, -0.1, 0, 0, 0, 0, null, 0, 3).PeakKl.ShouldBeNull();
            new GoldCurve(form, 1, double.NaN, 0, 0, 0, 0, null, 0, 3).PeakKl.ShouldBeNull();
        }

        new GoldCurve(GoldCurveForm.Reinforcement, 1, 1e-3, 0, 0, 0, 0, null, 0, 3).PeakKl.ShouldBeNull("e^1998 is beyond a double");
        new GoldCurve(GoldCurveForm.BestOfN, -1, 1, 0, 0, 0, 0, null, 0, 3).PeakKl.ShouldBe(0);
    }

    [Fact]
    public void Point_AtTheBase_ChangesNothingOfAFitOfGains()
    {
        GoldPoint[] points = [new(1, 0.9), new(4, 1.1), new(9, 0.2), new(16, -1)];
        foreach (var form in Enum.GetValues<GoldCurveForm>())
        {
            GoldCurveFit.OfGains([new(0, 0), .. points, new(0, 0.5)], form).ShouldBe(GoldCurveFit.OfGains(points, form));
            GoldCurveFit.OfGains(points, form).Predict(0).ShouldBe(0);
            GoldCurveFit.WithIntercept([new(0, 0), .. points], form).Count.ShouldBe(5);
        }
    }

    [Fact]
    public void Fit_OfEqualValues_HasNoRSquared() => GoldCurveFit.OfGains([new(1, 2), new(4, 2), new(9, 2)], GoldCurveForm.BestOfN).RSquared.ShouldBeNull();

    [Fact]
    public void Fit_OfUnusablePoints_IsRefused()
    {
        foreach (var form in Enum.GetValues<GoldCurveForm>())
        {
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfGains([new(1, 1), new(2, 1), new(0, 0)], form)).Message.ShouldContain("3 are needed");
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfGains([new(2, 1), new(2, 2), new(2, 3)], form)).Message.ShouldContain("alike");
            Should.Throw<ArgumentException>(() => GoldCurveFit.WithIntercept([new(1, 1), new(2, 1), new(0, 0)], form));
            Should.Throw<ArgumentException>(() => GoldCurveFit.WithIntercept([new(1, 1), new(2, 1), new(1, 3), new(2, 0)], form));
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfGains([new(-1, 1), new(2, 1), new(3, 0)], form));
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfGains([new(1, double.NaN), new(2, 1), new(3, 0)], form));
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfGains([new(double.PositiveInfinity, 1), new(2, 1), new(3, 0)], form));
            Should.Throw<ArgumentException>(() => GoldCurveFit.OfScores([new(1, 1), new(2, 1), new(3, 0)], form, double.NaN));
        }

        Should.Throw<ArgumentOutOfRangeException>(() => GoldCurveFit.OfGains([new(1, 1), new(2, 1), new(3, 0)], (GoldCurveForm)7));
        Should.Throw<ArgumentOutOfRangeException>(() => GoldCurveFit.OfGains([new(1, 1), new(2, 1), new(3, 0)], GoldCurveForm.BestOfN).Predict(-1));
    }

    private static double Curve(GoldCurveForm form, double alpha, double beta, double kl)
    {
        var d = Math.Sqrt(kl);
        return form == GoldCurveForm.BestOfN ? d * (alpha - (beta * d)) : d * (alpha - (beta * Math.Log(d)));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
