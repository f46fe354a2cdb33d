using System.Diagnostics;

namespace RewardLab.Tests.Editor;

/// <summary>The built program in a real terminal: keys go through tmux, and what it shows comes back.</summary>
internal sealed class TmuxScreen : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(200);

    private readonly string _socket = $"rewardlab-{Guid.NewGuid():N}";

    /// <summary>Starts the program.</summary>
    /// <param name="place">Whose user and whose folder.</param>
    /// <param name="columns">Width.</param>
    /// <param name="rows">Height.</param>
    /// <param name="variables">"NAME=value" each, besides the place's.</param>
    public TmuxScreen(Workplace place, int columns, int rows, params string[] variables)
    {
        string[] environment =
        [
            $"HOME={place.Folder}", $"REWARDLAB_HOME={place["home"]}", $"REWARDLAB_CACHE={place["cache"]}", $"REWARDLAB_PLUGINS={place["plugins"]}", "REWARDLAB_RUNS=", "LANG=C.UTF-8", .. variables,
        ];
        Tmux(["-f", "/dev/null", "new-session", "-d", "-s", "it", "-x", $"{columns}", "-y", $"{rows}", "-c", place.Folder, $"env {string.Join(' ', environment.Select(Quoted))} dotnet {Quoted(Workplace.Program)}; echo ended with $?; sleep 1000"]);
    }

    /// <summary>Whether there is a tmux.</summary>
    public static bool IsHere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    /// <summary>What is seen.</summary>
    public string Text => Tmux(["capture-pane", "-p", "-t", "it"]);

    /// <summary>Presses keys, named as tmux names them.</summary>
    public TmuxScreen Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            Tmux(["send-keys", "-t", "it", key]);
            Thread.Sleep(KeyPause); // as a hand presses them: Alt and Escape are told apart by what does not follow
        }

        return this;
    }

    /// <summary>Gives the terminal another size.</summary>
    /// <summary>Types a text into what has the focus.</summary>
    public TmuxScreen Type(string text)
    {
        Tmux(["send-keys", "-l", "-t", "it", text]);
        Thread.Sleep(200);
        return this;
    }

    public void Resize(int columns, int rows) => Tmux(["resize-window", "-t", "it", "-x", $"{columns}", "-y", $"{rows}"]);

    /// <summary>Waits until something is seen.</summary>
    public TmuxScreen WaitFor(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"'{text}' was never seen:\n{Text}");
            Thread.Sleep(100);
        }

        return this;
    }

    public void Dispose() => Tmux(["kill-server"]);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string Tmux(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
