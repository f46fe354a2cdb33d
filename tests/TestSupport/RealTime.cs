#pragma warning disable RS0030 // The one place of the tests where real time passes.

namespace RewardLab.TestSupport;

/// <summary>The machine's clock, for the few tests that need one: those beside real processes, terminals and browsers.
/// Others take <see cref="ManualTime"/>.</summary>
internal static class RealTime
{
    /// <summary>The machine's clock.</summary>
    public static TimeProvider Clock => TimeProvider.System;

    /// <summary>Lets time pass, which proves nothing: to wait for something use <see cref="Poll"/>.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="why">What the pause stands for.</param>
    public static void Pause(TimeSpan duration, string why)
    {
        ArgumentException.ThrowIfNullOrEmpty(why);
        Thread.Sleep(duration);
    }

    /// <inheritdoc cref="Pause"/>
    public static Task PauseAsync(TimeSpan duration, string why, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(why);
        return Task.Delay(duration, cancellationToken);
    }
}
