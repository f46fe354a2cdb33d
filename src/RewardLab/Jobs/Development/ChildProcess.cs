using System.ComponentModel;
using System.Diagnostics;
using RewardLab.Abstractions;

namespace RewardLab.Jobs.Development;

/// <summary>A process that ends with what asked for it.</summary>
internal static class ChildProcess
{
    // A child in the same terminal hears Ctrl+C itself, and gets this long to end in order.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs a process to its end.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="onStart">Given the process, to read what it writes where that is redirected.</param>
    /// <param name="cancellationToken">Ends the process and those that it started.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="RewardLabException">The system cannot start it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the process has ended.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, Action<Process> onStart, CancellationToken cancellationToken)
    {
        using var process = Start(start);
        onStart(process);
        try
        {
            await ExitAsync(process, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }

        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new RewardLabException($"'{start.FileName}' did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new RewardLabException($"'{start.FileName}' cannot be started: {OneLine.FirstLine(exception)}", exception);
        }
    }

    // Its exit alone: what it started and left behind may hold its output open.
    private static async Task ExitAsync(Process process, CancellationToken cancellationToken)
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult();
        if (!process.HasExited)
        {
            await exited.Task.WaitAsync(cancellationToken);
        }
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            using var patience = new CancellationTokenSource(Grace);
            await ExitAsync(process, patience.Token);
        }
        catch (OperationCanceledException)
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It has ended meanwhile.
                return;
            }
        }
    }
}
