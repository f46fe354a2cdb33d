using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RewardLab.Cluster.Tests.Hubs;

namespace RewardLab.Cluster.Tests.Processes;

/// <summary>A worker in a process of its own; killed when the test is over.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private readonly StringBuilder _error = new();
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="fixture">Of the hub.</param>
    /// <param name="milliseconds">That each unit takes.</param>
    /// <param name="build">What it says that it is.</param>
    /// <param name="prefix">A program and its arguments, by which it is started; empty for none.</param>
    /// <param name="address">Where it dials; the fixture's own if null.</param>
    public WorkerProcess(HubFixture fixture, int milliseconds = 0, string build = HubFixture.Build, string[]? prefix = null, string? address = null)
    {
        string[] line =
        [
            .. prefix ?? [], "dotnet", typeof(WorkerProcess).Assembly.Location, WorkerEntry.Worker, address ?? fixture.Address.ToString(),
            fixture.TokenPath, build, milliseconds.ToString(CultureInfo.InvariantCulture),
        ];
        _process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, received) =>
        {
            lock (_error)
            {
                _error.AppendLine(received.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written to standard error.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>What it is called at the hub.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"process/{_process.Id}");

    /// <summary>Ends it as a power cut would.</summary>
    public void KillAtOnce()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Freeze() => Kill(_process.Id, Stop).ShouldBe(0);

    public void Thaw() => Kill(_process.Id, Continue).ShouldBe(0);

    /// <summary>Asks it to leave, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public int Leave()
    {
        Kill(_process.Id, Terminate).ShouldBe(0);
        return WaitForExit();
    }

    public int WaitForExit()
    {
        _process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue("it did not end");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
