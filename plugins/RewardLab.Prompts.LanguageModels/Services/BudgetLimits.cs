namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>What calls may take in all; 0 for no limit.</summary>
/// <param name="MaxCalls">Calls.</param>
/// <param name="MaxTokens">Tokens of questions and answers together.</param>
/// <param name="MaxCostUsd">US dollars, by the two prices.</param>
/// <param name="InputPriceUsd">US dollars per million tokens of questions.</param>
/// <param name="OutputPriceUsd">US dollars per million tokens of answers.</param>
internal sealed record BudgetLimits(long MaxCalls, long MaxTokens, double MaxCostUsd, double InputPriceUsd, double OutputPriceUsd)
{
    /// <summary>What tokens cost, in US dollars.</summary>
    /// <param name="input">Tokens of questions.</param>
    /// <param name="output">Tokens of answers.</param>
    public double Cost(long input, long output) => ((input * InputPriceUsd) + (output * OutputPriceUsd)) / 1e6;
}
