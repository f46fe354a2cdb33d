using RewardLab.Abstractions;
using Spectre.Console;

namespace RewardLab.Terminal;

/// <summary>Turns an exception into the one line that a user gets.</summary>
internal static class Failure
{
    /// <summary>Prints the line, and the trace where it is asked for.</summary>
    public static int Report(Exception exception, Session session, bool isVerbose, CancellationToken interruption)
    {
        var isCancelled = exception is OperationCanceledException && interruption.IsCancellationRequested;
        session.Error.WriteLine($"rewardlab: {(isCancelled ? "stopped" : Describe(exception))}");
        if (isVerbose && !isCancelled)
        {
            session.Error.WriteLine(exception.ToString());
        }

        return isCancelled ? ExitCode.Cancelled : ExitCode.Failure;
    }

    private static string Describe(Exception exception) => exception switch
    {
        RewardLabException or IOException or UnauthorizedAccessException => OneLine.Of(exception),
        _ => $"unexpected {exception.GetType().Name}: {OneLine.Of(exception)} (--verbose shows where)",
    };
}
