using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>Gets answers within bounds: so many calls at a time, so many tokens and dollars in all, so many attempts at each. Safe from any thread.</summary>
internal sealed class Caller : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly LanguageModelOptions _options;
    private readonly Lazy<ChatService> _service;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly Budget _budget;

    /// <param name="options">The bounds.</param>
    /// <param name="service">Makes the service at the first call; throws where there can be none.</param>
    /// <param name="time">The clock that waits between attempts.</param>
    public Caller(LanguageModelOptions options, Func<ChatService> service, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _service = new Lazy<ChatService>(service, LazyThreadSafetyMode.PublicationOnly);
        _slots = new SemaphoreSlim(options.MaxParallel);
        _budget = new Budget(options);
    }

    /// <summary>Asks until there is an answer.</summary>
    /// <exception cref="RewardLabException">There is none, or a bound is reached.</exception>
    public async Task<ServiceAnswer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AttemptAsync(question, cancellationToken);
                }
                catch (ServiceFailure failure)
                {
                    await WaitAsync(failure, attempt, cancellationToken);
                }
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        if (_service.IsValueCreated)
        {
            _service.Value.Dispose();
        }

        _slots.Dispose();
    }

    private async Task<ServiceAnswer> AttemptAsync(Question question, CancellationToken cancellationToken)
    {
        var service = _service.Value;
        var input = TokenEstimate.AtMost(question.Instruction, question.Data);
        await _budget.ReserveAsync(input, _options.MaxAnswerTokens, cancellationToken);
        var received = new StringBuilder();
        (long Input, long Output) taken = (0, 0);
        try
        {
            var answer = await service.AskAsync(question, received, cancellationToken);
            taken = (answer.InputTokens, answer.OutputTokens);
            return answer;
        }
        catch (ServiceFailure failure) when (failure.MayCost)
        {
            taken = (input, TokenEstimate.Compute(received.ToString()));
            throw;
        }
        finally
        {
            _budget.Charge(input, _options.MaxAnswerTokens, taken.Input, taken.Output);
        }
    }

    private async Task WaitAsync(ServiceFailure failure, int attempt, CancellationToken cancellationToken)
    {
        if (failure.IsAnswer)
        {
            throw new NoListException($"{failure.Message}.");
        }

        if (!failure.MayPass || attempt >= _options.MaxAttempts)
        {
            throw new RewardLabException(
                failure.MayPass && attempt > 1
                    ? $"{failure.Message}, also after {attempt} attempts; what is done is cached, try again later."
                    : $"{failure.Message}.",
                failure);
        }

        var wait = failure.Wait ?? TimeSpan.FromSeconds(Math.Min(_options.RetrySeconds * Math.Pow(2, attempt - 1), MaxWait.TotalSeconds));
        if (wait > MaxWait)
        {
            throw new RewardLabException(
                string.Create(CultureInfo.InvariantCulture, $"{failure.Message} for {wait.TotalSeconds:0} s; what is done is cached, try again then."),
                failure);
        }

        await Task.Delay(wait, _time, cancellationToken);
    }
}
