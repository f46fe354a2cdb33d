using System.Globalization;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>What the end of an attempt means for a question about contrastive prompts.</summary>
internal static class FailureReading
{
    private const string PapersModel = "gpt-4-0613";
    private const int NotFound = 404;

    /// <summary>The failure that an exception stands for.</summary>
    public static ServiceFailure Read(Exception exception, ServiceParty party, LanguageModelOptions options) =>
        StatusReading.Causes(exception).OfType<TooLongException>().Any()
            ? TooLong(options, StatusReading.Cause(exception, party))
            : StatusReading.OfException(exception, party);

    /// <summary>An answer longer than allowed.</summary>
    public static ServiceFailure TooLong(LanguageModelOptions options, Exception? cause = null) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the answer was cut, being longer than option 'maxAnswerTokens' ({options.MaxAnswerTokens}) allows; raise that, or lower 'count'"),
            mayPass: false,
            cause) { MayCost = true };

    /// <summary>The failure that a status other than success stands for; the paper's model has its own.</summary>
    /// <inheritdoc cref="StatusReading.OfStatus"/>
    public static ServiceFailure OfStatus(HttpResponseMessage response, string body, IReadOnlyCollection<string> sent, ServiceParty party) =>
        (int)response.StatusCode == NotFound && party.Model == PapersModel
            ? StatusReading.Final(
                $"{party.Address.Name} has no model '{PapersModel}' (404): the paper's was shut down on 23 October 2026; "
                + $"set option 'model' to one that is served, such as {LanguageModelOptions.DefaultModel}, "
                + "and leave 'temperature' and 'frequencyPenalty' empty where it refuses them")
            : StatusReading.OfStatus(response, body, sent, party);

    /// <summary>The failure that an answer's end stands for; null where it ended as it should.</summary>
    public static ServiceFailure? OfEnd(AnswerParts parts, bool isWhole, ServiceParty party, LanguageModelOptions options)
    {
        if (parts.Refusal.Length > 0)
        {
            return Answered($"model '{options.Model}' refuses: \"{party.Line(parts.Refusal)}\"; word the prompt differently, or ask another model");
        }

        return parts.FinishReason switch
        {
            "content_filter" => Answered(
                $"{party.Address.Name} holds the answer back by its content filter; word the prompt differently, or ask another model"),
            "length" when string.IsNullOrWhiteSpace(parts.Text) => new ServiceFailure(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"model '{options.Model}' used up option 'maxAnswerTokens' ({options.MaxAnswerTokens}) before it wrote anything, as models do that reason; "
                    + $"raise that, or set 'reasoningEffort' to less"),
                        mayPass: false) { MayCost = true },
            "length" => TooLong(options),
            "tool_calls" or "function_call" => Answered($"model '{options.Model}' calls a tool instead of answering; ask another model"),
            null when !isWhole => new ServiceFailure($"{party.Address.Name} broke off before the end of its answer", mayPass: true) { MayCost = true },
            _ when string.IsNullOrWhiteSpace(parts.Text) => Answered($"model '{options.Model}' answered nothing; try again, or another model"),
            _ => null,
        };

        static ServiceFailure Answered(string message) => new(message, mayPass: false) { MayCost = true, IsAnswer = true };
    }
}
