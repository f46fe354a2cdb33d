using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>Tokens and dollars: a call is made only where the most that it can take is left. Safe from any thread.</summary>
internal sealed class Budget(LanguageModelOptions options)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _charged = New();
    private int _calls;
    private long _spentInput;
    private long _spentOutput;
    private int _underWay;
    private long _reservedInput;
    private long _reservedOutput;

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
                        $"{problem}; {_calls} calls are done and their answers cached, so that the same call with a higher bound continues from there.");
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
        if (options.MaxTokens > 0 && input + output > options.MaxTokens)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"The next call could take all tokens to {input + output}, and option 'maxTokens' allows {options.MaxTokens}");
        }

        var cost = ((input * options.InputPriceUsd) + (output * options.OutputPriceUsd)) / 1e6;
        return options.MaxCostUsd > 0 && cost > options.MaxCostUsd
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The next call could take the cost to {cost:0.####} US dollars, and option 'maxCostUsd' allows {options.MaxCostUsd:0.####}")
            : null;
    }
}
