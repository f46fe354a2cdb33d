using System.Diagnostics;
using System.Globalization;
using RewardLab.Runs.Store;

namespace RewardLab.Benchmarks;

/// <summary>What 'rewardlab runs list' takes with many runs: the built program from its start to its end, beside the start alone.</summary>
internal static class RunLists
{
    private const int Rounds = 9;

    // What a run of best-of-n records: as many parameters, plugins and lines as a real one.
    private static readonly RunRecord Record = new()
    {
        Recipe = new RunRecipe { Name = "01-quickstart", Path = "recipes/01-quickstart.csx", Sha256 = new string('a', 64) },
        Parameters = Enumerable.Range(0, 12).ToDictionary(i => $"parameter{i}", i => (object?)(0.5 * i), StringComparer.Ordinal),
        Plugins =
        [
            .. Enumerable.Range(0, 14).Select(i => new RunPlugin { Id = $"rewardlab.rewards.plugin{i}", Version = "1.0.0", Sha256 = new string('b', 64) }),
        ],
    };

    public static void Run(TextWriter output, int count)
    {
        if (BuiltProgram.Find(output) is not { } program)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("rewardlab-runs-").FullName;
        try
        {
            var store = new RunStore(folder, TimeProvider.System);
            for (var i = 0; i < count; i++)
            {
                using var run = store.Create(Record with { Seed = (ulong)i });
                run.Complete();
            }

            Measure(program, "runs", "list", "--runs", folder);
            var (list, start) = (new List<double>(), new List<double>());
            for (var i = 0; i < Rounds; i++)
            {
                list.Add(Measure(program, "runs", "list", "--runs", folder));
                start.Add(Measure(program, "--version"));
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"'runs list' with {count} runs: {Text(list)}; '--version': {Text(start)}; medians of {Rounds} with the fastest and the slowest"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static string Text(List<double> seconds)
    {
        seconds.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{seconds[seconds.Count / 2]:F2} s [{seconds[0]:F2}, {seconds[^1]:F2}]");
    }

    internal static double Measure(string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
