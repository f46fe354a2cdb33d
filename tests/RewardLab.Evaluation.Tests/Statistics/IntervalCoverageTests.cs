using System.Globalization;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class IntervalCoverageTests(ITestOutputHelper output)
{
    private const int Samples = 800;

    // Three standard errors of a share of .95 in so many samples.
    private const double Noise = 0.023;

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(25)]
    [InlineData(66)]
    public void Interval_OfSkewedBoundedAndTiedValues_HoldsTheMeanAsOftenAsItSays(int prompts)
    {
        foreach (var population in CoveragePopulation.All)
        {
            var coverage = population.Coverage(prompts, Samples, seed: 1);
            coverage.ShouldBeGreaterThan(0.93 - Noise, $"{population.Name}, {prompts} prompts");

            // Of few prompts lattices cannot have 95%: the interval errs on the wide side.
            if (prompts >= 25)
            {
                coverage.ShouldBeLessThan(0.975 + Noise, $"{population.Name}, {prompts} prompts");
            }
        }
    }

    [Fact]
    public void Percentiles_OfFivePrompts_MissWhatTheIntervalHolds()
    {
        // The percentile bootstrap on the mildest of the populations: it misses one mean in six.
        var population = CoveragePopulation.All[0];
        var source = new SimulatedSource(1, "percentiles");
        var held = 0;
        for (var sample = 0; sample < Samples; sample++)
        {
            double[] values = [.. Enumerable.Range(0, 5).Select(_ => population.Draw(source))];
            double[] means = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 5).Average(_ => values[(int)(5 * source.Uniform())])).Order()];
            held += means[5] <= population.Mean && means[194] >= population.Mean ? 1 : 0;
        }

        (held / (double)Samples).ShouldBeLessThan(0.88);
        population.Coverage(5, Samples, seed: 1).ShouldBeGreaterThan(0.93);
    }

    /// <summary>Prints the table of src/RewardLab.Evaluation/README.md.</summary>
    [Fact(Explicit = true)]
    public void Table_OfManySamples_IsTheReadmes()
    {
        int[] counts = [5, 8, 12, 25, 66];
        output.WriteLine($"| values | {string.Join(" | ", counts.Select(count => $"n = {count}"))} |");
        output.WriteLine($"|---|{string.Concat(counts.Select(_ => "---|"))}");
        foreach (var population in CoveragePopulation.All)
        {
            double[] row = [.. counts.Select(count => population.Coverage(count, 10_000, seed: 2))];
            output.WriteLine($"| {population.Name} | {string.Join(" | ", row.Select(share => (100 * share).ToString("0.0", CultureInfo.InvariantCulture)))} |");
            row.Min().ShouldBeGreaterThan(0.92);
        }
    }
}
