using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>The checks of one component, one after the other, each in limited time on a thread of its own.</summary>
/// <param name="options">What to check with.</param>
/// <param name="report">Told of each check as it ends.</param>
/// <param name="userToken">Cancelled by the user: ends the checks.</param>
internal sealed class CheckSession(CheckOptions options, Action<CheckResult> report, CancellationToken userToken)
{
    private static readonly TimeSpan WorthInterrupting = TimeSpan.FromMilliseconds(100);
    private string? _obstacle;

    public CheckOptions Options => options;

    public TimeProvider Time => options.Time;

    /// <summary>Whether a check did not end.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Makes a check.</summary>
    /// <param name="name">What is checked.</param>
    /// <param name="body">The check: returns what it saw, throws <see cref="CheckFailure"/> or whatever the component throws.</param>
    /// <returns>Whether the component passed.</returns>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public bool Check(string name, Func<string> body)
    {
        userToken.ThrowIfCancellationRequested();
        var result = _obstacle is { } obstacle ? new CheckResult(name, CheckOutcome.Skipped, obstacle) : InTime(name, body);
        report(result);
        return result.Status == CheckOutcome.Ok;
    }

    /// <summary>From here on every check is skipped.</summary>
    public void SkipTheRest(string why) => _obstacle ??= why;

    /// <summary>Calls the component with a token that is cancelled already.</summary>
    /// <param name="call">The call.</param>
    /// <param name="mustThrow">Whether an answer, instead of a cancellation, is a failure: where the work grows with what is asked for.</param>
    public string CancelledBefore(Action<CancellationToken> call, bool mustThrow)
    {
        var start = Time.GetTimestamp();
        var isThrown = false;
        try
        {
            call(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            isThrown = true;
        }

        var elapsed = RequireWithin(start);
        return isThrown || !mustThrow
            ? $"a token that was cancelled before is answered after {Text(elapsed)}"
            : throw new CheckFailure("it goes to the end although its token was cancelled before: call cancellationToken.ThrowIfCancellationRequested()");
    }

    /// <summary>Calls the component and cancels the call on its way.</summary>
    /// <param name="what">What is asked for, such as "2048 images".</param>
    /// <param name="expected">How long the call would take.</param>
    /// <param name="call">The call.</param>
    public string CancelledMidway(string what, TimeSpan expected, Action<CancellationToken> call)
    {
        if (expected < WorthInterrupting)
        {
            throw CheckFailure.Skip($"{what} take {Text(expected)}: too short a call to be interrupted");
        }

        using var cancellation = new TimedCancellation(TimeSpan.FromSeconds(Math.Min(0.5, expected.TotalSeconds / 4)), Time);
        try
        {
            call(cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancelled)
        {
            return $"answered {Text(RequireWithin(cancellation.Timestamp))} after it was asked, in the middle of {what}";
        }

        return cancellation.IsCancelled
            ? $"ended by itself {Text(RequireWithin(cancellation.Timestamp))} after it was asked, at the end of {what}"
            : throw CheckFailure.Skip($"{what} were done before the call could be interrupted");
    }

    /// <summary>The time since a call was cancelled.</summary>
    /// <exception cref="CheckFailure">It is too long.</exception>
    public TimeSpan RequireWithin(long start)
    {
        var elapsed = Time.GetElapsedTime(start);
        return elapsed <= options.CancellationLimit
            ? elapsed
            : throw new CheckFailure($"it went on for {Text(elapsed)} after it was cancelled; allowed are {Text(options.CancellationLimit)}");
    }

    /// <summary>A time in words.</summary>
    public static string Text(TimeSpan time) => time.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");

    /// <summary>A number in words.</summary>
    public static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private CheckResult InTime(string name, Func<string> body)
    {
        CheckResult? result = null;
        using var finished = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            result = Result(name, body);
            try
            {
                finished.Set();
            }
            catch (ObjectDisposedException)
            {
                // Nobody waits any more.
            }
        })
        {
            IsBackground = true,
            Name = $"checks {name}",
        };
        thread.Start();
        if (finished.Wait(options.CheckLimit, userToken))
        {
            return result!;
        }

        IsStuck = true;
        _obstacle = $"the component does not come back from '{name}'";
        return new CheckResult(name, CheckOutcome.Failed, $"it did not end within {Text(options.CheckLimit)}");
    }

    private static CheckResult Result(string name, Func<string> body)
    {
        try
        {
            return new CheckResult(name, CheckOutcome.Ok, body());
        }
        catch (CheckFailure failure)
        {
            return new CheckResult(name, failure.Status, failure.Message);
        }
        catch (RewardLabException exception)
        {
            return new CheckResult(name, CheckOutcome.Failed, OneLine.Format(exception.Message));
        }
#pragma warning disable CA1031 // Whatever a component throws is what the check is for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new CheckResult(name, CheckOutcome.Failed, $"it threw {OneLine.Format(exception)}");
        }
    }
}
