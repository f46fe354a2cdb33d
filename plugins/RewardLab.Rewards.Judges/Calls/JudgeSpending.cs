using System.Globalization;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Rewards.Judges.Calls;

/// <summary>What answers took so far, or will take.</summary>
/// <param name="Calls">Calls of the service.</param>
/// <param name="InputTokens">Tokens of questions, images included.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
internal sealed record JudgeSpending(long Calls, long InputTokens, long OutputTokens)
{
    /// <summary>Both together.</summary>
    public JudgeSpending Add(JudgeSpending other) => new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens);

    /// <summary>Calls, tokens and, where the prices are known, dollars.</summary>
    /// <param name="limits">The prices.</param>
    public string Describe(BudgetLimits limits)
    {
        var tokens = string.Create(CultureInfo.InvariantCulture, $"{Calls} {(Calls == 1 ? "call" : "calls")}, {InputTokens + OutputTokens} tokens");
        return limits.InputPriceUsd > 0 || limits.OutputPriceUsd > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{tokens}, {limits.Cost(InputTokens, OutputTokens):0.######} US dollars")
            : tokens;
    }
}
