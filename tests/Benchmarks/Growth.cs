using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Store;

namespace RewardLab.Benchmarks;

/// <summary>Time, processor time and peak memory of the built program against the size of what it reads: near linear in time, and far below that in memory, or
/// something has to be mended. On Linux, which tells a process's peak.</summary>
internal static class Growth
{
    private static readonly RunRecord Record = new()
    {
        Recipe = new RunRecipe { Name = "growth", Path = "recipes/growth.csx", Sha256 = new string('a', 64) },
    };

    public static void Run(TextWriter output, string part)
    {
        var program = BuiltProgram.Find(output);
        if (program is null)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("rewardlab-growth-").FullName;
        try
        {
            output.WriteLine("what                      size   seconds       CPU   CPU for each 1,000   peak MB");
            if (part is "" or "events")
            {
                Events(output, program, folder);
            }

            if (part is "" or "images")
            {
                Images(output, program, folder);
            }

            if (part is "" or "rows")
            {
                Rows(output, program, folder);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A run of so many events: the list of runs, its report, and its page.
    private static void Events(TextWriter output, string program, string folder)
    {
        foreach (var count in (int[])[10_000, 100_000, 1_000_000])
        {
            var runs = Path.Combine(folder, FormattableString.Invariant($"events-{count}"));
            using (var run = new RunStore(runs, TimeProvider.System).Create(Record))
            {
                for (var i = 0; i < count; i++)
                {
                    run.Emit("growth.step", new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["step"] = i, ["loss"] = 1.0 / (i + 1), ["reward"] = Math.Sin(i * 1e-3),
                    });
                }

                run.Complete();
            }

            Write(output, "runs list, events", count, Measure(program, "runs", "list", "--runs", runs));
            Write(output, "report, events", count, Measure(program, "report", "last", "--runs", runs, "--to", Path.Combine(folder, "report.html"), "--force"));
            Write(output, "serve, events", count, Serve(program, runs));
        }
    }

    // So many image files: a study of them, what has been answered in it, and scores by a reward that does next to nothing.
    private static void Images(TextWriter output, string program, string folder)
    {
        foreach (var count in (int[])[1_000, 10_000, 100_000])
        {
            var images = Directory.CreateDirectory(Path.Combine(folder, FormattableString.Invariant($"images-{count}"))).FullName;
            Parallel.For(0, count, i =>
            {
                const int Side = 64; // what the reward takes
                var pixels = new byte[Side * Side * 3];
                BitConverter.TryWriteBytes(pixels, i);
                using var file = File.Create(Path.Combine(images, FormattableString.Invariant($"{i:D6}.png")));
                ImageFiles.WritePng(file, new ImageBatch(pixels, 1, Side, Side), 0);
            });
            var study = Path.Combine(folder, FormattableString.Invariant($"study-{count}.db"));
            Write(output, "label, items", count, Measure(program, "label", images, "--prompt", "two cats", "--no-page", "--to", study));
            Write(output, "study show, items", count, Measure(program, "study", "show", study));
            var scores = Path.Combine(folder, "scores.csv");
            Write(output, "score, images", count, Measure(
                program, "score", "--images", images, "--prompt", "two cats", "--reward", "toybox-truth", "--csv", scores, "--force"));
        }
    }

    // A table of so many labels and one of as many scores.
    private static void Rows(TextWriter output, string program, string folder)
    {
        foreach (var count in (int[])[10_000, 100_000, 1_000_000])
        {
            var (labels, scores) = (Path.Combine(folder, "labels.csv"), Path.Combine(folder, "given.csv"));
            const int ImagesPerPrompt = 50;
            using (StreamWriter first = new(labels), second = new(scores))
            {
                first.WriteLine("image,prompt,label");
                second.WriteLine("image,prompt,clip");
                for (var i = 0; i < count; i++)
                {
                    var start = FormattableString.Invariant($"{i:D7}.png,prompt {i / ImagesPerPrompt},");
                    first.WriteLine(FormattableString.Invariant($"{start}{i % 3 % 2}"));
                    second.WriteLine(FormattableString.Invariant($"{start}{(i * 2654435769L) % 1000003:D}"));
                }
            }

            Write(output, "bench, rows", count, Measure(program, "bench", "run", labels, "--scores", scores));
        }
    }

    // From the start to the pages of all runs and of the one run.
    private static Spent Serve(string program, string runs)
    {
        var id = Path.GetFileName(Directory.GetDirectories(runs).Single());
        using var process = Start(program, ["serve", "--runs", runs, "--port", "0"]);
        try
        {
            var watch = Stopwatch.StartNew();
            string? url = null;
            while (url is null && process.StandardOutput.ReadLine() is { } line)
            {
                url = line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal));
            }

            using var client = new HttpClient { BaseAddress = new Uri(url!.TrimEnd('/', '.') + "/"), Timeout = TimeSpan.FromMinutes(5) };
            foreach (var page in (string[])["", $"runs?run={id}"])
            {
                client.GetAsync(page).GetAwaiter().GetResult().EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            }

            return Spent.Of(process.Id) with { Seconds = watch.Elapsed.TotalSeconds };
        }
        finally
        {
            process.Kill();
        }
    }

    private static Spent Measure(string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEndAsync();
        var spent = new Spent(0, 0, 0);
        while (!process.WaitForExit(20))
        {
            var now = Spent.Of(process.Id);
            spent = new Spent(0, Math.Max(spent.Processor, now.Processor), Math.Max(spent.Megabytes, now.Megabytes));
        }

        return process.ExitCode == 0
            ? spent with { Seconds = watch.Elapsed.TotalSeconds }
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}");
    }

    private static Process Start(string program, string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static void Write(TextWriter output, string what, int count, Spent spent) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-20} {count,9:N0} {spent.Seconds,9:F2} {spent.Processor,9:F2} {spent.Processor / count * 1000,20:F4} {spent.Megabytes,9:F0}"));

    /// <summary>What a process has taken.</summary>
    /// <param name="Seconds">Seconds that passed.</param>
    /// <param name="Processor">Seconds of all processors.</param>
    /// <param name="Megabytes">Its largest resident memory.</param>
    private sealed record Spent(double Seconds, double Processor, double Megabytes)
    {
        private const double TicksPerSecond = 100; // of /proc, whatever the kernel's own clock

        /// <summary>As the kernel counts it, so that asking rarely misses little; nothing once the process has ended.</summary>
        public static Spent Of(int process)
        {
            try
            {
                var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                var memory = line?.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
                var times = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' '); // from the third field on
                return new Spent(
                    0,
                    (long.Parse(times[11], CultureInfo.InvariantCulture) + long.Parse(times[12], CultureInfo.InvariantCulture)) / TicksPerSecond,
                    memory is null ? 0 : double.Parse(memory, CultureInfo.InvariantCulture) / 1024);
            }
            catch (IOException)
            {
                return new Spent(0, 0, 0);
            }
        }
    }
}
