using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Statistics;

/// <summary>Resamples runs and prompts together: the bootstrap of measurements that every run makes on the same prompts (Owen,
/// Annals of Applied Statistics 1, 2007).</summary>
/// <remarks>Runs are resampled with replacement, then prompts, once for all resampled runs: an easy prompt is easy for every run, and prompts resampled in each
/// run would average that away. It errs on the wide side.</remarks>
internal static class CrossedBootstrap
{
    /// <summary>How often each cell counts in each resample.</summary>
    /// <param name="runs">Number of runs, at least 1.</param>
    /// <param name="prompts">Number of prompts, at least 1.</param>
    /// <param name="seed">Root seed; the streams are "bootstrap" for prompts and "bootstrap-runs" for runs.</param>
    /// <param name="resamples">How many resamples, at least 1.</param>
    /// <returns>For each resample, how often each run and each prompt was drawn: a cell counts their product. The arrays are overwritten by the next.</returns>
    public static IEnumerable<(int[] Runs, int[] Prompts)> Resample(int runs, int prompts, ulong seed, int resamples)
    {
        var (runStream, promptStream) = (SeedStream.Create(seed, "bootstrap-runs"), SeedStream.Create(seed, "bootstrap"));
        var (runCounts, promptCounts) = (new int[runs], new int[prompts]);
        for (var resample = 0; resample < resamples; resample++)
        {
            Count(runStream, resample, runCounts);
            Count(promptStream, resample, promptCounts);
            yield return (runCounts, promptCounts);
        }
    }

    private static void Count(SeedStream stream, int resample, int[] counts)
    {
        Array.Clear(counts);
        for (var draw = 0; draw < counts.Length; draw++)
        {
            counts[(int)Math.BigMul(stream[((long)resample * counts.Length) + draw], (ulong)counts.Length, out _)]++;
        }
    }
}
