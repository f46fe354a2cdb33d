using System.Diagnostics;

namespace RewardLab.TestSupport;

/// <summary>The built program in a real terminal: keys go through tmux, and what it shows comes back.</summary>
internal sealed class TmuxScreen : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, string> Panes = new(StringComparer.Ordinal)
    {
        ["M-p"] = "Project",
        ["M-h"] = "Hierarchy",
        ["M-i"] = "Inspector",
        ["M-c"] = "Console",
        ["M-r"] = "Recipe",
        ["M-n"] = "Runs",
        ["M-m"] = "Monitor",
        ["M-s"] = "Samples",
        ["M-t"] = "Results",
        ["M-u"] = "Plugins",
        ["M-e"] = "Errors",
    };

    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(200);

    private readonly string _socket = $"rewardlab-{Guid.NewGuid():N}";

    /// <summary>Starts the program.</summary>
    /// <param name="place">Whose user and whose folder.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="variables">"NAME=value" each, besides the place's.</param>
    public TmuxScreen(Workplace place, int columns, int rows, params string[] variables)
        : this(place, columns, rows, "", variables, [])
    {
    }

    private TmuxScreen(Workplace place, int columns, int rows, string before, string[] variables, string[] arguments, bool isShell = false)
    {
        string[] environment =
        [
            $"HOME={place.Folder}",
            $"REWARDLAB_HOME={place["home"]}",
            $"REWARDLAB_CACHE={place["cache"]}",
            $"REWARDLAB_PLUGINS={place["plugins"]}",
            "REWARDLAB_RUNS=",
            "LANG=C.UTF-8",
            .. variables,
        ];
        Tmux(
        [
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-s",
            "it",
            "-x",
            $"{columns}",
            "-y",
            $"{rows}",
            "-c",
            place.Folder,
            isShell
                ? $"env {string.Join(' ', environment.Select(Quoted))} PS1='shell> ' bash --norc --noprofile -i"
                : $"{before}env {string.Join(' ', environment.Select(Quoted))} dotnet {string.Join(' ', arguments.Prepend(Workplace.Program).Select(Quoted))}; "
                    + "echo ended with $?; sleep 1000",
        ]);
    }

    /// <summary>Whether there is a tmux.</summary>
    public static bool IsHere =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    /// <summary>Whether this user may mount file systems, as <see cref="OnSmallDisk"/> needs.</summary>
    public static bool MayMount
    {
        get
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false; // there is no unshare
            }
        }
    }

    /// <summary>Starts the program where a folder lies on a disk of its own that holds so many bytes and no more.</summary>
    /// <param name="place">Whose user and whose folder.</param>
    /// <param name="folder">The folder's name in the place.</param>
    /// <param name="kilobytes">The disk's size.</param>
    public static TmuxScreen OnSmallDisk(Workplace place, string folder, int kilobytes)
    {
        Directory.CreateDirectory(place[folder]);
        return new TmuxScreen(
            place, 120, 40, $"unshare -m sh -c {Quoted($"mount -t tmpfs -o size={kilobytes}k tmpfs {Quoted(place[folder])} && exec \"$@\"")} sh ", [], []);
    }

    /// <summary>Starts a shell with jobs, in which the program is to be started by <see cref="TypeProgram"/>.</summary>
    public static TmuxScreen InShell(Workplace place, int columns, int rows) => new(place, columns, rows, "", [], [], isShell: true);

    /// <summary>Types the command that starts the program, into a shell.</summary>
    public TmuxScreen TypeProgram() => Type($"dotnet {Quoted(Workplace.Program)}").Press("Enter");

    /// <summary>Writes what the program sends to its terminal from now on to a file as well.</summary>
    public TmuxScreen RecordTo(string path)
    {
        File.WriteAllText(path, "");
        Tmux(["pipe-pane", "-t", "it", $"cat >> {Quoted(path)}"]);
        return this;
    }

    /// <summary>Starts the program, and notes what it says to the network.</summary>
    /// <param name="place">Whose user and whose folder.</param>
    /// <param name="trace">Where that is noted.</param>
    /// <param name="variables">"NAME=value" each, besides the place's.</param>
    public static TmuxScreen Traced(Workplace place, NetworkTrace trace, params string[] variables) =>
        new(place, 120, 40, string.Join(' ', trace.Prefix.Select(Quoted)) + " ", variables, []);

    /// <summary>Runs a command of the program.</summary>
    /// <param name="place">Whose user and whose folder.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="arguments">The command with its arguments.</param>
    public static TmuxScreen Running(Workplace place, int columns, int rows, params string[] arguments) => new(place, columns, rows, "", [], arguments);

    /// <summary>Where the cursor is, counted from 0.</summary>
    public (int Column, int Row) Cursor
    {
        get
        {
            var parts = Tmux(["display-message", "-p", "-t", "it", "#{cursor_x} #{cursor_y}"]).Split(' ');
            return (Number(parts[0]), Number(parts[1]));

            static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Whether the terminal's driver joins keys to lines and shows them, as it does for a shell's commands.</summary>
    public bool HasUsualInput
    {
        get
        {
            var device = Tmux(["display-message", "-p", "-t", "it", "#{pane_tty}"]).Trim();
            using var process = Process.Start(new ProcessStartInfo("stty", ["-F", device, "-a"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            string[] settings = process.StandardOutput.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return settings.Contains("icanon") && settings.Contains("echo") && settings.Contains("isig");
        }
    }

    /// <summary>Text of the screen as it is now.</summary>
    public string Text => Tmux(["capture-pane", "-p", "-t", "it"]);

    /// <summary>Text of the screen with escape sequences of its colours.</summary>
    public string ColoredText => Tmux(["capture-pane", "-e", "-N", "-p", "-t", "it"]);

    /// <summary>Presses keys, named as tmux names them. One that goes to a pane is pressed until its pane has the focus:
    /// on a busy machine Escape and the letter of an Alt key may come apart.</summary>
    public TmuxScreen Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            if (Panes.TryGetValue(key, out var pane))
            {
                GoTo(key, pane);
                continue;
            }

            Tmux(["send-keys", "-t", "it", key]);
            RealTime.Pause(KeyPause, "as a hand presses them: Alt and Escape are told apart by what does not follow");
        }

        return this;
    }

    private void GoTo(string key, string pane)
    {
        for (var watch = Stopwatch.StartNew(); !IsThere();)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"{key} never gave {pane} the focus:\n{Text}");
            Tmux(["send-keys", "-t", "it", key]);
            for (var since = Stopwatch.StartNew(); since.Elapsed < AnswerPatience && !IsThere();)
            {
                RealTime.Pause(TimeSpan.FromMilliseconds(50), "between two captures of the screen");
            }
        }

        RealTime.Pause(KeyPause, "as a hand presses them");

        // The recipe's tab shows an experiment's YAML, too.
        bool IsThere() => Text is var text
            && (text.Contains($"▌{pane}", StringComparison.Ordinal) || (pane == "Recipe" && text.Contains("▌YAML", StringComparison.Ordinal)));
    }

    /// <summary>Types a text into what has the focus.</summary>
    public TmuxScreen Type(string text)
    {
        Tmux(["send-keys", "-l", "-t", "it", text]);
        RealTime.Pause(KeyPause, "as a hand types");
        return this;
    }

    /// <summary>Pastes a text as a terminal does, marked where the program asks for that.</summary>
    public TmuxScreen Paste(string text)
    {
        Tmux(["set-buffer", text]);
        Tmux(["paste-buffer", "-p", "-t", "it"]);
        RealTime.Pause(KeyPause, "as a hand pastes");
        return this;
    }

    /// <summary>Gives the terminal another size.</summary>
    public void Resize(int columns, int rows) => Tmux(["resize-window", "-t", "it", "-x", $"{columns}", "-y", $"{rows}"]);

    /// <summary>What the editor's process holds of memory.</summary>
    public double MegabytesOfMemory()
    {
        var resident = File.ReadLines($"/proc/{EditorProcess()}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return double.Parse(string.Concat(resident.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Sends the editor's process a signal.</summary>
    /// <param name="name">Such as "TERM".</param>
    public TmuxScreen Signal(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", EditorProcess()]) { UseShellExecute = false })!;
        kill.WaitForExit();
        return this;
    }

    /// <summary>Whether the terminal is as a shell expects it: no alternate screen, no mouse reports, the cursor shown.</summary>
    public bool IsRestored => Tmux(["display-message", "-p", "-t", "it", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}"]).Trim() == "0 0 1";

    /// <summary>Waits until the terminal is as a shell expects it, or no longer.</summary>
    public TmuxScreen WaitForRestored(bool isRestored = true)
    {
        for (var watch = Stopwatch.StartNew(); IsRestored != isRestored;)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"the terminal {(isRestored ? "was never restored" : "was never taken again")}:\n{Text}");
            RealTime.Pause(TimeSpan.FromMilliseconds(50), "between two captures of the terminal");
        }

        return this;
    }

    /// <summary>Waits until the editor's process has stopped: a CONT that comes before is lost.</summary>
    public TmuxScreen WaitForStopped()
    {
        var process = EditorProcess();
        for (var watch = Stopwatch.StartNew(); !IsStopped(process);)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"the editor never stopped:\n{Text}");
            RealTime.Pause(TimeSpan.FromMilliseconds(50), "between two reads of the process's state");
        }

        return this;

        static bool IsStopped(string process) =>
            File.ReadLines($"/proc/{process}/status")
                .First(line => line.StartsWith("State:", StringComparison.Ordinal))
                .Contains("T (", StringComparison.Ordinal);
    }

    /// <summary>What the editor's process has used of a processor and how often it has written, so far.</summary>
    public (TimeSpan Processor, long WriteCount) Usage()
    {
        var process = EditorProcess();
        using var editor = Process.GetProcessById(int.Parse(process, System.Globalization.CultureInfo.InvariantCulture));
        var written = File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith("syscw:", StringComparison.Ordinal));
        return (editor.TotalProcessorTime, long.Parse(written[6..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Presses a key that moves the selection of the project, and sees how long that takes to be seen.</summary>
    public double MillisecondsToAnswer(string key)
    {
        var before = Selection();
        var watch = Stopwatch.StartNew();
        Tmux(["send-keys", "-t", "it", key]);
        while (Selection() == before)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"{key} did nothing:\n{Text}");
        }

        return watch.Elapsed.TotalMilliseconds;

        // Colours tell which row is selected.
        string Selection() => string.Concat(ColoredText.Split('\n').Skip(2).Take(6).Select(line => line.Split('│')[0]));
    }

    /// <summary>Waits until something is seen.</summary>
    public TmuxScreen WaitFor(string text) => WaitFor(text, Patience);

    /// <summary>Waits until something is seen.</summary>
    public TmuxScreen WaitFor(string text, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            watch.Elapsed.ShouldBeLessThan(patience, $"'{text}' was never seen:\n{Text}");
            RealTime.Pause(TimeSpan.FromMilliseconds(50), "between two captures of the screen");
        }

        return this;
    }

    /// <summary>Closes the welcome of a first start. On a busy machine Escape may be read together with the key behind it, as Alt and that key: so it is
    /// pressed until the dialog has gone, and nothing else before that.</summary>
    public TmuxScreen CloseWelcome()
    {
        const string Title = "Welcome to RewardLab";
        WaitFor(Title);
        for (var watch = Stopwatch.StartNew(); Text.Contains(Title, StringComparison.Ordinal);)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"Escape never closed the welcome:\n{Text}");
            Press("Escape");
            for (var since = Stopwatch.StartNew(); since.Elapsed < AnswerPatience && Text.Contains(Title, StringComparison.Ordinal);)
            {
                RealTime.Pause(TimeSpan.FromMilliseconds(50), "between two captures of the screen");
            }
        }

        return this;
    }

    public void Dispose() => Tmux(["kill-server"]);

    private string EditorProcess()
    {
        var shell = Tmux(["display-message", "-p", "-t", "it", "#{pane_pid}"]).Trim();
        return File.ReadAllText($"/proc/{shell}/task/{shell}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string Tmux(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-L", _socket, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Tests that draw on a screen of their own set it beside this one; here the terminal is real.
        start.Environment.Remove("DisableRealDriverIO");
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
