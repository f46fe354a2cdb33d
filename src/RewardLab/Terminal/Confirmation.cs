using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Terminal;

/// <summary>Asks before something is done that cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>The option that answers in advance.</summary>
    public static Option<bool> NewYes() => new("--yes", "-y") { Description = "do not ask" };

    /// <summary>Asks on the terminal; everything but "y" and "yes" is no.</summary>
    /// <param name="session">Where the question is shown.</param>
    /// <param name="question">What is asked, such as "Delete 3 runs?".</param>
    /// <exception cref="RecipeUsageException">There is no terminal to ask on.</exception>
    public static bool Ask(Session session, string question)
    {
        if (Console.IsInputRedirected)
        {
            throw new RecipeUsageException($"{question} There is no terminal to ask on. Add --yes to go ahead without being asked.");
        }

        session.Screen.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
