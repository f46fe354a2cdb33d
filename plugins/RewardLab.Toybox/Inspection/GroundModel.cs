using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>A smooth guess of the ground under the objects: a quadratic surface for each channel, fitted robustly.</summary>
/// <remarks>Patterns and noise stay in the residual; they are small against an object's contrast.</remarks>
internal sealed class GroundModel
{
    private const int Size = Scene.SizePixels;
    private const int Terms = 6;
    private const int StridePixels = 2;
    private const int Rounds = 5;
    private const double ResidualScale = 0.06;

    private readonly double[,] _coefficients; // [3, 6]

    private GroundModel(double[,] coefficients) => _coefficients = coefficients;

    /// <summary>Fits the ground by iteratively reweighted least squares with Cauchy weights, starting from how muted each pixel is.</summary>
    public static GroundModel Fit(ReadOnlySpan<float> image)
    {
        var model = new GroundModel(new double[3, Terms]);
        for (var round = 0; round < Rounds; round++)
        {
            model.Refit(image, isFirst: round == 0);
        }

        return model;
    }

    /// <summary>The ground's colour at a pixel, [3].</summary>
    public void At(int x, int y, Span<float> colour)
    {
        Span<double> basis = stackalloc double[Terms];
        Basis(x, y, basis);
        for (var channel = 0; channel < 3; channel++)
        {
            var value = 0.0;
            for (var term = 0; term < Terms; term++)
            {
                value += _coefficients[channel, term] * basis[term];
            }

            colour[channel] = (float)value;
        }
    }

    private static void Basis(int x, int y, Span<double> basis)
    {
        var u = (x - 31.5) / 32;
        var v = (y - 31.5) / 32;
        basis[0] = 1;
        basis[1] = u;
        basis[2] = v;
        basis[3] = u * u;
        basis[4] = u * v;
        basis[5] = v * v;
    }

    private void Refit(ReadOnlySpan<float> image, bool isFirst)
    {
        var normal = new double[Terms, Terms + 3];
        Span<double> basis = stackalloc double[Terms];
        Span<float> ground = stackalloc float[3];
        for (var y = 0; y < Size; y += StridePixels)
        {
            for (var x = 0; x < Size; x += StridePixels)
            {
                var pixel = image.Slice(((y * Size) + x) * 3, 3);
                At(x, y, ground);
                var weight = isFirst ? MutedWeight(pixel) : ResidualWeight(pixel, ground);
                Basis(x, y, basis);
                for (var i = 0; i < Terms; i++)
                {
                    var weighted = weight * basis[i];
                    for (var j = i; j < Terms; j++)
                    {
                        normal[i, j] += weighted * basis[j];
                    }

                    for (var channel = 0; channel < 3; channel++)
                    {
                        normal[i, Terms + channel] += weighted * pixel[channel];
                    }
                }
            }
        }

        Solve(normal);
    }

    private static double MutedWeight(ReadOnlySpan<float> pixel)
    {
        var high = MathF.Max(pixel[0], MathF.Max(pixel[1], pixel[2]));
        var low = MathF.Min(pixel[0], MathF.Min(pixel[1], pixel[2]));
        var chroma = (high - low) / 0.15f;
        var darkness = MathF.Max(0, 0.35f - high) / 0.05f;
        return 1 / (1 + Math.Pow(chroma, 4) + Math.Pow(darkness, 2));
    }

    private static double ResidualWeight(ReadOnlySpan<float> pixel, ReadOnlySpan<float> ground)
    {
        var squared = 0.0;
        for (var channel = 0; channel < 3; channel++)
        {
            var residual = pixel[channel] - ground[channel];
            squared += residual * residual;
        }

        var scaled = 1 + (squared / (ResidualScale * ResidualScale));
        return 1 / (scaled * scaled);
    }

    /// <summary>Gaussian elimination of the symmetric system; a touch on the diagonal keeps it regular where almost nothing has weight.</summary>
    private void Solve(double[,] normal)
    {
        for (var i = 0; i < Terms; i++)
        {
            normal[i, i] += 1e-6;
            for (var j = 0; j < i; j++)
            {
                normal[i, j] = normal[j, i];
            }
        }

        for (var pivot = 0; pivot < Terms; pivot++)
        {
            for (var row = pivot + 1; row < Terms; row++)
            {
                var factor = normal[row, pivot] / normal[pivot, pivot];
                for (var column = pivot; column < Terms + 3; column++)
                {
                    normal[row, column] -= factor * normal[pivot, column];
                }
            }
        }

        for (var channel = 0; channel < 3; channel++)
        {
            for (var row = Terms - 1; row >= 0; row--)
            {
                var value = normal[row, Terms + channel];
                for (var column = row + 1; column < Terms; column++)
                {
                    value -= normal[row, column] * _coefficients[channel, column];
                }

                _coefficients[channel, row] = value / normal[row, row];
            }
        }
    }
}
