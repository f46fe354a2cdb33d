using System.Diagnostics;

namespace RewardLab.TestSupport;

/// <summary>Waits for what another thread or process brings about. The patience bounds a test that has failed; it is not a claim about speed.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked every ten milliseconds.</param>
    /// <param name="what">What is waited for, for the message.</param>
    public static void Until(Func<bool> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !condition();)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"it never came to {what}");
            RealTime.Pause(Interval, "between two checks of the condition");
        }
    }

    /// <inheritdoc cref="Until"/>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !condition();)
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"it never came to {what}");
            await RealTime.PauseAsync(Interval, "between two checks of the condition", TestContext.Current.CancellationToken);
        }
    }
}
