using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Calls, tokens and dollars: a call is made only where the most that it can take is left. Safe from any thread.</summary>
internal sealed class Budget(BudgetLimits limits)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _charged = New();
    private int _calls;
    private long _spentInput;
    private long _spentOutput;
    private int _underWay;
    private long _reservedInput;
    private long _reservedOutput;

    /// <summary>Calls that took something so far, and the tokens of their questions and answers.</summary>
    public (int Calls, long InputTokens, long OutputTokens) Spent
    {
        get
        {
            lock (_gate)
            {
                return (_calls, _spentInput, _spentOutput);
            }
        }
    }

    /// <summary>Sets aside what a call can take at most; waits for calls under way where those may leave enough.</summary>
    /// <exception cref="RewardLabException">It is not left.</exception>
    public async Task ReserveAsync(long input, long output, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task recorded;
            lock (_gate)
            {
                if (Problem(_spentInput + _reservedInput + input, _spentOutput + _reservedOutput + output) is not { } problem)
                {
                    _underWay++;
                    _reservedInput += input;
                    _reservedOutput += output;
                    return;
                }

                if (_underWay == 0)
                {
                    throw new RewardLabException(
                        $"{problem}; {_calls} calls are done and their answers cached, so that the same call with a higher limit continues from there.");
                }

                recorded = _charged.Task;
            }

            await recorded.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives back what was set aside, and counts what was taken.</summary>
    public void Charge(long reservedInput, long reservedOutput, long input, long output)
    {
        lock (_gate)
        {
            _underWay--;
            _reservedInput -= reservedInput;
            _reservedOutput -= reservedOutput;
            _spentInput += input;
            _spentOutput += output;
            _calls += input + output > 0 ? 1 : 0;
            _charged.SetResult();
            _charged = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string? Problem(long input, long output)
    {
        if (limits.MaxCalls > 0 && _calls + _underWay + 1 > limits.MaxCalls)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The next call would be number {_calls + 1}, and option 'maxCalls' allows {limits.MaxCalls}");
        }

        if (limits.MaxTokens > 0 && input + output > limits.MaxTokens)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"The next call could take all tokens to {input + output}, and option 'maxTokens' allows {limits.MaxTokens}");
        }

        var cost = limits.Cost(input, output);
        return limits.MaxCostUsd > 0 && cost > limits.MaxCostUsd
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The next call could take the cost to {cost:0.####} US dollars, and option 'maxCostUsd' allows {limits.MaxCostUsd:0.####}")
            : null;
    }
}
