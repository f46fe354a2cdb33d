using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Tests;

/// <summary>Uniform and other numbers, by seed.</summary>
internal sealed class SimulatedSource(ulong seed, string name)
{
    private readonly SeedStream _stream = SeedStream.Create(seed, name);
    private long _sampled;

    public double Uniform() => ((_stream[_sampled++] >> 11) + 0.5) / (1UL << 53);

    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    public double Exponential() => -Math.Log(Uniform());

    public double Beta(double a, double b)
    {
        var (x, y) = (Gamma(a), Gamma(b));
        return x / (x + y);
    }

    // Marsaglia and Tsang, ACM Transactions on Mathematical Software 26, 2000.
    private double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * Math.Pow(Uniform(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
