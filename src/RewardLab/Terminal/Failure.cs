using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Terminal;

/// <summary>Turns an exception into what a user gets.</summary>
internal static class Failure
{
    /// <summary>Prints what is wrong, and the trace where it is asked for.</summary>
    public static int Report(Exception exception, Session session, bool isVerbose, Interruption interruption)
    {
        session.Screen.EndProgress();
        if (exception is OperationCanceledException && interruption.Token.IsCancellationRequested)
        {
            session.Screen.Error.WriteLine("rewardlab: cancelled");
            return interruption.ExitCode;
        }

        session.Screen.Error.WriteLine($"rewardlab: {Describe(exception)}");
        if (isVerbose)
        {
            session.Screen.Error.WriteLine(exception.ToString());
        }

        return exception is RecipeUsageException ? ExitCode.Usage : ExitCode.Failure;
    }

    /// <summary>What an exception says to a user; of a recipe's compilation, a line for each error.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        RewardLabException => exception.Message,
        IOException or UnauthorizedAccessException => OneLine.FirstLine(exception),
        _ => $"unexpected {exception.GetType().Name}: {OneLine.FirstLine(exception)} (--verbose shows where)",
    };
}
