using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Waits between attempts at a call: as long as the service asks, or twice as long before each further attempt.</summary>
/// <param name="maxAttempts">Attempts in all, 1 or more.</param>
/// <param name="retrySeconds">Seconds before the second attempt, 0 or more.</param>
/// <param name="time">The clock that waits.</param>
internal sealed class RetryWait(int maxAttempts, double retrySeconds, TimeProvider time)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="failure">How the last attempt failed.</param>
    /// <param name="attempt">Its number, from 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RewardLabException">Another attempt is of no use, or there were enough.</exception>
    public async Task WaitAsync(ServiceFailure failure, int attempt, CancellationToken cancellationToken)
    {
        if (!failure.MayPass || attempt >= maxAttempts)
        {
            throw new RewardLabException(
                failure.MayPass && attempt > 1
                    ? $"{failure.Message}, also after {attempt} attempts; what is done is cached, try again later."
                    : $"{failure.Message}.",
                failure);
        }

        var wait = failure.Wait ?? TimeSpan.FromSeconds(Math.Min(retrySeconds * Math.Pow(2, attempt - 1), MaxWait.TotalSeconds));
        if (wait > MaxWait)
        {
            throw new RewardLabException(
                string.Create(CultureInfo.InvariantCulture, $"{failure.Message} for {wait.TotalSeconds:0} s; what is done is cached, try again then."),
                failure);
        }

        await Task.Delay(wait, time, cancellationToken);
    }
}
