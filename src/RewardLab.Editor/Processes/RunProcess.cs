using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Hosting.Jobs;

namespace RewardLab.Editor.Processes;

/// <summary>A run's process of its own, which continues when this one ends.</summary>
internal sealed class RunProcess : IRunProcess
{
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly Process _process;
    private string? _folder;

    private RunProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => TakeOutput(line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string? Folder
    {
        get
        {
            lock (_gate)
            {
                return _folder;
            }
        }
    }

    public int? ExitCode
    {
        get
        {
            if (!_process.HasExited)
            {
                return null;
            }

            _process.WaitForExit(); // for the lines that are still under way
            return _process.ExitCode;
        }
    }

    /// <summary>Starts the program with a job's arguments.</summary>
    /// <param name="assembly">The program's assembly, for a process that is dotnet itself.</param>
    /// <param name="job">The job.</param>
    /// <exception cref="RewardLabException">The system cannot start it.</exception>
    public static RunProcess Start(string assembly, RunJob job)
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [.. isHost ? [assembly] : Array.Empty<string>(), .. job.Arguments, "--detached"];
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        start.Environment["TERM"] = "dumb";
        try
        {
            var process = Process.Start(start) ?? throw new RewardLabException($"'{program}' did not start.");
            process.StandardInput.Close();
            return new RunProcess(process);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new RewardLabException($"'{program}' cannot be started: {OneLine.FirstLine(exception)}", exception);
        }
    }

    public IReadOnlyList<string> TakeOutput() => TakeAll(_output);

    public IReadOnlyList<string> TakeErrors() => TakeAll(_errors);

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself meanwhile.
        }
    }

    public void Dispose() => _process.Dispose();

    private void TakeOutput(string? line)
    {
        if (line is not null && RunAnnouncement.FolderIn(line) is { } folder)
        {
            lock (_gate)
            {
                _folder = folder;
            }

            return;
        }

        Take(_output, line);
    }

    private void Take(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (_gate)
            {
                lines.Add(line);
            }
        }
    }

    private string[] TakeAll(List<string> lines)
    {
        lock (_gate)
        {
            string[] taken = [.. lines];
            lines.Clear();
            return taken;
        }
    }
}
