using System.ComponentModel;
using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Development;

/// <summary>A process that ends with what asked for it.</summary>
internal static class ChildProcess
{
    // A child in the same terminal hears Ctrl+C itself: asked again at once, it would take that for the second time, which ends it out of order.
    private static readonly TimeSpan Hearing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs a process to its end.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="onStart">Given the process, to read what it writes where that is redirected.</param>
    /// <param name="userToken">Cancelled by the user, whom the process may have heard itself.</param>
    /// <param name="cancellationToken">Ends the process, in order where it can be, and those that it started. Cancelled by <paramref name="userToken"/>
    /// too.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="RewardLabException">The system cannot start it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the process has ended.</exception>
    public static async Task<int> RunAsync(
        ProcessStartInfo start, Action<Process> onStart, CancellationToken userToken, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            // A group of its own can be asked to end without asking this process too. It does not hear Ctrl+C, and is told.
            start.CreateNewProcessGroup = true;
        }

        using var process = Start(start);
        onStart(process);
        try
        {
            await ExitAsync(process, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, mayHaveHeard: userToken.IsCancellationRequested && !OperatingSystem.IsWindows());
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

    private static async Task EndAsync(Process process, bool mayHaveHeard)
    {
        if (mayHaveHeard && await ExitsAsync(process, Hearing))
        {
            return;
        }

        ProcessSignal.AskToEnd(process);
        if (await ExitsAsync(process, Grace))
        {
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
            await ExitsAsync(process, Grace);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
            return;
        }
    }

    private static async Task<bool> ExitsAsync(Process process, TimeSpan time)
    {
        using var patience = new CancellationTokenSource(time);
        try
        {
            await ExitAsync(process, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
