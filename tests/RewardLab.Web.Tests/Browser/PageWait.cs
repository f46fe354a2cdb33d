using System.Diagnostics;
using PuppeteerSharp;

namespace RewardLab.Web.Tests.Browser;

/// <summary>Waits for a state of a page by asking for it, never for an event: what is there already counts.</summary>
internal static class PageWait
{
    // Bounds a test that has failed; it is not a claim about speed.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Asks until nothing is missing.</summary>
    /// <param name="missing">What is missing, in words; null when nothing is.</param>
    /// <param name="what">What is waited for, and what the page says, for the message.</param>
    public static async Task UntilAsync(Func<Task<string?>> missing, Func<string> what)
    {
        for (var watch = Stopwatch.StartNew(); await AskAsync(missing) is { } problem;)
        {
            if (watch.Elapsed > Patience)
            {
                Assert.Fail($"{what()}: {problem}");
            }

            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(10), "between two questions to the page", TestContext.Current.CancellationToken);
        }
    }

    // A page that loads another one while it is asked gives no answer, and is asked again.
    private static async Task<string?> AskAsync(Func<Task<string?>> missing)
    {
        try
        {
            return await missing();
        }
        catch (PuppeteerException error)
        {
            return error.Message;
        }
    }
}
