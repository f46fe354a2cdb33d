using System.Text;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Messages;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>Gets answers within bounds: so many calls at a time, so many tokens and dollars in all, so many attempts at each. Safe from any thread.</summary>
internal sealed class Caller : IDisposable
{
    private readonly LanguageModelOptions _options;
    private readonly Lazy<ChatService> _service;
    private readonly RetryWait _wait;
    private readonly SemaphoreSlim _slots;
    private readonly Budget _budget;

    /// <param name="options">The bounds.</param>
    /// <param name="service">Makes the service at the first call; throws where there can be none.</param>
    /// <param name="time">The clock that waits between attempts.</param>
    public Caller(LanguageModelOptions options, Func<ChatService> service, TimeProvider time)
    {
        (_options, _wait) = (options, new RetryWait(options.MaxAttempts, options.RetrySeconds, time));
        _service = new Lazy<ChatService>(service, LazyThreadSafetyMode.PublicationOnly);
        _slots = new SemaphoreSlim(options.MaxParallel);
        _budget = new Budget(new BudgetLimits(0, options.MaxTokens, options.MaxCostUsd, options.InputPriceUsd, options.OutputPriceUsd));
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

    private Task WaitAsync(ServiceFailure failure, int attempt, CancellationToken cancellationToken) =>
        failure.IsAnswer ? throw new NoListException($"{failure.Message}.") : _wait.WaitAsync(failure, attempt, cancellationToken);
}
