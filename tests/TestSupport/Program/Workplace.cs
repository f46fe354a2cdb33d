using System.Diagnostics;

namespace RewardLab.TestSupport;

/// <summary>A user of the built program: a home, a working folder, and nothing of this machine's.</summary>
internal sealed class Workplace : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-journey-").FullName;

    /// <summary>The program's assembly, in the configuration of these tests.</summary>
    public static string Program { get; } = Path.Combine(Clone.OutputOf("RewardLab"), "rewardlab.dll");

    /// <summary>The folder that holds RewardLab.sln.</summary>
    public static string Repository => Clone.Root;

    /// <summary>Environment variables of the programs that are started from here on.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string this[string name] => Path.GetFullPath(name, Folder);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Runs the program to its end.</summary>
    public ProgramOutcome Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return End(process);
    }

    /// <summary>Runs the program to its end, and notes what it says to the network.</summary>
    public ProgramOutcome Run(NetworkTrace trace, params string[] arguments)
    {
        using var process = new RunningProgram(Begin(trace.Prefix[0], [.. trace.Prefix.Skip(1), "dotnet", Program, .. arguments]));
        return End(process);
    }

    /// <summary>Runs the program to its end where a folder of the place cannot be written, as on a disk that is mounted so: modes do not hold for root.
    /// </summary>
    /// <remarks>Needs <see cref="TmuxScreen.MayMount"/>.</remarks>
    public ProgramOutcome RunReadOnly(string folder, params string[] arguments)
    {
        const string Script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && shift && exec \"$@\"";
        using var process = new RunningProgram(Begin("unshare", ["-m", "sh", "-c", Script, "sh", this[folder], "dotnet", Program, .. arguments]));
        return End(process);
    }

    /// <summary>Starts the program.</summary>
    public RunningProgram Start(params string[] arguments) => new(Begin("dotnet", [Program, .. arguments]));

    /// <summary>Starts the program where a folder of the place is a disk of so many kilobytes.</summary>
    /// <remarks>Needs <see cref="TmuxScreen.MayMount"/>.</remarks>
    public RunningProgram StartOnSmallDisk(string folder, int kilobytes, params string[] arguments)
    {
        const string Script = "mount -t tmpfs -o size=\"$1\"k tmpfs \"$2\" && shift 2 && exec \"$@\"";
        var size = kilobytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new(Begin("unshare", ["-m", "sh", "-c", Script, "sh", size, this[folder], "dotnet", Program, .. arguments]));
    }

    /// <summary>Starts the program in a terminal of 80 columns that records what it shows.</summary>
    public RunningProgram StartInTerminal(params string[] arguments) => new(Begin("script", ["-qefc", InTerminal(arguments), "/dev/null"]));

    /// <summary>Starts the program in such a terminal and types a line.</summary>
    public RunningProgram StartAndType(string line, params string[] arguments) =>
        new(Begin("sh", ["-c", $"printf '%s\\n' {Quoted(line)} | script -qefc {Quoted(InTerminal(arguments))} /dev/null"]));

    /// <summary>Waits for the end.</summary>
    public static ProgramOutcome End(RunningProgram program)
    {
        program.Process.WaitForExit(Patience).ShouldBeTrue("the program did not end");
        return new ProgramOutcome(program.Process.ExitCode, program.Output, program.Error, program.Elapsed);
    }

    /// <summary>Deletes the folder: a process that was ended, such as a shell, may still write its last file there.</summary>
    public void Dispose() => Poll.Until(IsDeleted, $"the deletion of {Folder}");

    private bool IsDeleted()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string InTerminal(string[] arguments) =>
        $"stty cols 80 rows 24; exec dotnet {string.Join(' ', arguments.Prepend(Program).Select(Quoted))}";

    private static string Quoted(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private Process Begin(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("REWARDLAB_", StringComparison.Ordinal)
            || name.StartsWith("HF_", StringComparison.Ordinal)
            || name is "XDG_CACHE_HOME").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = start.Environment["USERPROFILE"] = Folder;
        start.Environment["REWARDLAB_HOME"] = this["home"];
        start.Environment["REWARDLAB_CACHE"] = this["cache"];
        start.Environment["REWARDLAB_PLUGINS"] = this["plugins"];
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("XDG_DATA_HOME");
        start.Environment.Remove("XDG_CONFIG_HOME");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
