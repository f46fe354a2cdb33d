using System.Globalization;
using Microsoft.Extensions.AI;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Rewards.Judges.Chat;

namespace RewardLab.Rewards.Judges.Answers;

/// <summary>Tells answers from what must not be scored: refusals, stops before an answer, missing log-probabilities, other words.</summary>
/// <param name="Endpoint">Host and port of the service, for messages.</param>
/// <param name="Model">The model, by the service's name for it.</param>
internal sealed record AnswerReading(string Endpoint, string Model)
{
    /// <summary>The candidates of the first token that is not blank.</summary>
    /// <param name="response">A response to a question that asked for candidates.</param>
    /// <exception cref="ServiceFailure">There are none; says why.</exception>
    public IReadOnlyList<TokenProbability> Candidates(ChatResponse response)
    {
        RequireAnswer(response, isBlankAllowed: true);
        var positions = response.AdditionalProperties?.GetValueOrDefault(ChatProperties.Logprobs) as IReadOnlyList<IReadOnlyList<TokenProbability>>;
        var first = positions?.FirstOrDefault(
            position => position.Count > 0 && !AnswerWords.IsBlank(position.MaxBy(candidate => candidate.LogProbability)!.Token));
        return first
            ?? throw Failure(
                positions is not null || IsBlankStop(response) ? Stopped(response)
                : $"{Endpoint} gives no log-probabilities with the answers of model '{Model}'; set option 'samples' (such as 16) to count "
                    + "answers instead, or name a service that gives them");
    }

    /// <summary>What the model wrote.</summary>
    /// <exception cref="ServiceFailure">It wrote nothing, or refuses.</exception>
    public string Text(ChatResponse response)
    {
        RequireAnswer(response, isBlankAllowed: false);
        return response.Text;
    }

    /// <summary>The share of the positive answer in the probability of both.</summary>
    /// <param name="words">The two answers.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="minProbability">The probability that both must have together, 0 to 1.</param>
    /// <returns>P(positive) / (P(positive) + P(negative)), 0 to 1.</returns>
    /// <exception cref="ServiceFailure">Neither is among the candidates, or both are too improbable.</exception>
    public double Share(AnswerWords words, JudgeAnswer answer, double minProbability)
    {
        var (positive, negative) = words.Probabilities(answer.Candidates);
        var sum = positive + negative;
        if (sum > 0 && sum >= minProbability)
        {
            return positive / sum;
        }

        var first = answer.Candidates.MaxBy(candidate => candidate.LogProbability)!;
        var shown = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{Line(answer.Answer.Length > 0 ? answer.Answer : first.Token)}\" (\"{Line(first.Token)}\" with probability "
            + $"{Math.Exp(first.LogProbability):0.####})");
        throw Failure(sum > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"model '{Model}' answers {shown}: {words.Joined} together have a probability of only {sum:0.######}, but option "
                + $"'minAnswerProbability' requires {minProbability:0.####}")
            : $"model '{Model}' answers neither {words} but {shown}; change the question's template, or ask another model");
    }

    /// <summary>Whether a text is the positive answer.</summary>
    /// <exception cref="ServiceFailure">It is neither.</exception>
    public bool IsPositive(AnswerWords words, string text) =>
        words.Read(text) ?? throw Failure(
            $"model '{Model}' answers neither {words} but \"{Line(text)}\"; change the question's template, or ask another model");

    private static string Line(string text) => OneLine.Short(text).TrimEnd('.');

    private static ServiceFailure Failure(string message) => new(message, mayPass: false) { MayCost = true };

    private static bool IsBlankStop(ChatResponse response) =>
        response.FinishReason == ChatFinishReason.Length && string.IsNullOrWhiteSpace(response.Text);

    private void RequireAnswer(ChatResponse response, bool isBlankAllowed)
    {
        if (response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().FirstOrDefault() is { } refusal)
        {
            throw Failure($"model '{Model}' refuses: \"{Line(refusal.Message)}\"; ask another model");
        }

        if (response.FinishReason == ChatFinishReason.ContentFilter)
        {
            throw Failure($"{Endpoint} holds the answer back by its content filter; leave that image out, or ask another model");
        }

        if (response.FinishReason == ChatFinishReason.ToolCalls || response.FinishReason?.Value == "function_call")
        {
            throw Failure($"model '{Model}' calls a tool instead of answering; ask another model");
        }

        if (!isBlankAllowed && string.IsNullOrWhiteSpace(response.Text))
        {
            throw Failure(IsBlankStop(response) ? Stopped(response) : $"model '{Model}' answered nothing; try again, or ask another model");
        }
    }

    private string Stopped(ChatResponse response) => response.FinishReason == ChatFinishReason.Length
        ? $"the answer of model '{Model}' was cut before any word, as happens with models that reason; raise option 'maxAnswerTokens'"
        : $"model '{Model}' answered nothing; try again, or ask another model";
}
