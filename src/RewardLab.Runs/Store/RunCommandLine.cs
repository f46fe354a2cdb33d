using System.Globalization;

namespace RewardLab.Runs.Store;

/// <summary>The command that runs again what a run ran.</summary>
public static class RunCommandLine
{
    private const string Experiment = "experiment";
    internal const string KeptExperiment = "experiment.yaml";

    /// <summary>Recipe, seed, threads and every parameter with its value, quoted for a POSIX shell;
    /// of a run of an experiment's file that file, as the run keeps it.</summary>
    /// <remarks>Paths are as the run was given them: a relative one counts from the folder in which it was started.</remarks>
    /// <param name="run">The run; its record must be there.</param>
    /// <returns>One line.</returns>
    /// <exception cref="ArgumentException">The run's record is damaged.</exception>
    public static string From(RunEntry run) => string.Join(' ', PartsOf(run));

    /// <summary>The same, each option with its value.</summary>
    public static IReadOnlyList<string> PartsOf(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var record = run.Record ?? throw new ArgumentException($"Run '{run.Id}' has no record.", nameof(run));
        if (record.Command is { } command)
        {
            return [command];
        }

        var experiment = ExperimentOf(run, record);
        return
        [
            "rewardlab run",
            ShellWord.Quote(experiment ?? record.Recipe.Path),
            $"--seed {record.Seed.ToString(CultureInfo.InvariantCulture)}",
            .. record.Machine.Threads is { } threads ? [$"--threads {threads.ToString(CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
            .. experiment is null
                ? record.Parameters.Select(parameter => $"--set {ShellWord.Quote($"{parameter.Key}={ParameterText.Format(parameter.Value)}")}")
                : [],
        ];
    }

    // The run of an experiment's file is called after the file, not after the recipe that ran it. The file may have changed since; the run's copy has not.
    private static string? ExperimentOf(RunEntry run, RunRecord record)
    {
        if (record.Recipe.Name == Path.GetFileNameWithoutExtension(record.Recipe.Path)
            || record.Parameters.Count != 1 || !record.Parameters.TryGetValue(Experiment, out var value) || value is not string { Length: > 0 } path)
        {
            return null;
        }

        var kept = Path.Combine(run.Folder, KeptExperiment);
        return File.Exists(kept) ? kept : path;
    }
}
