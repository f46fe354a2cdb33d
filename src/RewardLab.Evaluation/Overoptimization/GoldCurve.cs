namespace RewardLab.Evaluation.Overoptimization;

/// <summary>A fitted curve of the gold score against the divergence from the base (Gao, Schulman, Hilton, ICML 2023), with d = sqrt(KL).</summary>
/// <param name="Form">d (alpha - beta d) or d (alpha - beta ln d).</param>
/// <param name="Alpha">The first rise, in gold units per d.</param>
/// <param name="Beta">How fast it is lost; 0 or below where the points show no overoptimisation.</param>
/// <param name="AlphaError">Standard error of <paramref name="Alpha"/> under independent residuals of one variance.
/// Points of one run are correlated, so it is at the low end.</param>
/// <param name="BetaError">Standard error of <paramref name="Beta"/>, under the same proviso.</param>
/// <param name="Intercept">The gold value at KL 0: 0 where gains were fitted.</param>
/// <param name="InterceptError">Its standard error; 0 where gains were fitted.</param>
/// <param name="RSquared">1 less the residuals' share of the variance about the mean: at most 1, below 0 where a constant would fit better;
/// null where all values are equal.</param>
/// <param name="ResidualDeviation">Residual standard deviation in gold units, with the fitted parameters taken off the degrees of freedom.</param>
/// <param name="Count">Points fitted.</param>
public sealed record GoldCurve(
    GoldCurveForm Form,
    double Alpha,
    double Beta,
    double AlphaError,
    double BetaError,
    double Intercept,
    double InterceptError,
    double? RSquared,
    double ResidualDeviation,
    int Count)
{
    /// <summary>The divergence in nats at which the curve is highest: d = alpha / (2 beta), or exp(alpha / beta - 1); 0 where best of n only falls.</summary>
    /// <remarks>Null where beta is 0 or below, so that the curve has no top, and where the top lies beyond what a double holds.
    /// It may lie far outside the points: compare it with their range.</remarks>
    public double? PeakKl
    {
        get
        {
            if (!(Beta > 0))
            {
                return null;
            }

            var d = Form == GoldCurveForm.BestOfN ? Math.Max(0, Alpha / (2 * Beta)) : Math.Exp((Alpha / Beta) - 1);
            return double.IsFinite(d * d) ? d * d : null;
        }
    }

    /// <summary>The fitted gold value: a gain over the base where gains were fitted.</summary>
    /// <param name="kl">Divergence in nats, 0 or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kl"/> is outside its range.</exception>
    public double Predict(double kl)
    {
        if (!(kl >= 0) || !double.IsFinite(kl))
        {
            throw new ArgumentOutOfRangeException(nameof(kl), kl, "A divergence is 0 or more, and finite.");
        }

        return Intercept + (Alpha * Math.Sqrt(kl)) - (Beta * Loss(Form, kl));
    }

    /// <summary>What beta multiplies: d^2 or d ln d, whose limit at 0 is 0.</summary>
    internal static double Loss(GoldCurveForm form, double kl) =>
        form == GoldCurveForm.BestOfN ? kl : kl == 0 ? 0 : Math.Sqrt(kl) * Math.Log(kl) / 2;

    /// <summary>The fit by name, as events hold it: alpha, beta, their errors, rSquared and peakKl.</summary>
    public Dictionary<string, object?> ToData() => new(StringComparer.Ordinal)
    {
        ["alpha"] = Alpha,
        ["beta"] = Beta,
        ["alphaError"] = AlphaError,
        ["betaError"] = BetaError,
        ["rSquared"] = RSquared,
        ["peakKl"] = PeakKl,
    };
}
