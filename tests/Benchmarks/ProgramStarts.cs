using System.Diagnostics;

namespace RewardLab.Benchmarks;

/// <summary>How long the built program takes from its start to the end of small commands.</summary>
internal static class ProgramStarts
{
    private const int Rounds = 9;

    /// <summary>What commands take that do next to nothing, and the first image of the quickstart; each begins once before it is measured.</summary>
    public static void Run(TextWriter output)
    {
        if (BuiltProgram.Find(output) is not { } program)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("rewardlab-start-").FullName;
        try
        {
            var image = Path.Combine(folder, "a.png");
            File.WriteAllBytes(image, Pngs.Create(0));
            string[][] commands =
            [
                ["--version"], ["--help"], ["runs", "list", "--runs", folder], ["plugins", "list"],
                ["score", "--images", image, "--prompt", "two cats", "--reward", "toybox-clip"],
            ];
            foreach (var command in commands)
            {
                RunLists.Measure(program, command);
                var seconds = Enumerable.Range(0, Rounds).Select(_ => RunLists.Measure(program, command)).ToList();
                output.WriteLine($"{string.Join(' ', command.Take(2)),-16} {RunLists.Text(seconds)}");
            }

            var recipe = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "../../../../../recipes/01-quickstart.csx"));
            FirstImage(program, recipe, folder);
            output.WriteLine($"{"first image",-16} {RunLists.Text([.. Enumerable.Range(0, Rounds / 3).Select(_ => FirstImage(program, recipe, folder))])}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // From the start of the quickstart to the first image file in its run; then it is ended.
    private static double FirstImage(string program, string recipe, string folder)
    {
        var runs = Directory.CreateTempSubdirectory("rewardlab-start-runs-").FullName;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "run", recipe, "--runs", runs])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!Directory.EnumerateFiles(runs, "*.png", SearchOption.AllDirectories).Any())
            {
                if (process.WaitForExit(10))
                {
                    throw new InvalidOperationException($"The quickstart ended with {process.ExitCode}, and has left no image.");
                }
            }

            return watch.Elapsed.TotalSeconds;
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            Directory.Delete(runs, recursive: true);
        }
    }
}
