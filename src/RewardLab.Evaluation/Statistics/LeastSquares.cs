namespace RewardLab.Evaluation.Statistics;

/// <summary>A least-squares fit of a few columns.</summary>
/// <param name="Coefficients">One for each column.</param>
/// <param name="Variances">Each coefficient's variance in units of the residual variance: the diagonal of (X'X)^-1.</param>
/// <param name="ResidualSum">Sum of squared residuals.</param>
internal sealed record LeastSquares(double[] Coefficients, double[] Variances, double ResidualSum)
{
    /// <summary>The fit, by Gram and Schmidt's orthogonalisation done twice, which is as good as Householder's (Giraud et al., 2005).</summary>
    /// <param name="columns">Columns of equal length, at least as long as they are many.</param>
    /// <param name="values">A value for each row.</param>
    /// <returns>Null where a column is a combination of those before it.</returns>
    public static LeastSquares? Fit(double[][] columns, double[] values)
    {
        var count = columns.Length;
        var basis = new double[count][];
        var upper = new double[count, count];
        for (var j = 0; j < count; j++)
        {
            var rest = (double[])columns[j].Clone();
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < j; k++)
                {
                    upper[k, j] += Remove(rest, basis[k]);
                }
            }

            upper[j, j] = Math.Sqrt(Dot(rest, rest));
            if (!(upper[j, j] > 1e-10 * Math.Sqrt(Dot(columns[j], columns[j]))))
            {
                return null;
            }

            basis[j] = Array.ConvertAll(rest, value => value / upper[j, j]);
        }

        var residuals = (double[])values.Clone();
        var coefficients = new double[count];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var k = 0; k < count; k++)
            {
                coefficients[k] += Remove(residuals, basis[k]);
            }
        }

        Solve(upper, coefficients);
        var variances = new double[count];
        for (var j = 0; j < count; j++)
        {
            var unit = new double[count];
            unit[j] = 1;
            Solve(upper, unit);
            for (var k = 0; k < count; k++)
            {
                variances[k] += unit[k] * unit[k];
            }
        }

        return new LeastSquares(coefficients, variances, Dot(residuals, residuals));
    }

    private static void Solve(double[,] upper, double[] right)
    {
        for (var j = right.Length - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < right.Length; k++)
            {
                right[j] -= upper[j, k] * right[k];
            }

            right[j] /= upper[j, j];
        }
    }

    private static double Remove(double[] from, double[] direction)
    {
        var length = Dot(from, direction);
        for (var i = 0; i < from.Length; i++)
        {
            from[i] -= length * direction[i];
        }

        return length;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
