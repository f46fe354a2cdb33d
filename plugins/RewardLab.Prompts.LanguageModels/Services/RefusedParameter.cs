namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Which parameter of a request a service refuses, and which option sends it.</summary>
internal static class RefusedParameter
{
    /// <summary>The parameter that an error is about; null where it is about none that was sent.</summary>
    /// <param name="body">The error's body.</param>
    /// <param name="sent">The parameters that were sent.</param>
    public static string? In(string body, IReadOnlyCollection<string> sent)
    {
        // {"error": {"param": "..."}} as OpenAI has it; elsewhere the name stands in a text, or in a path such as ["body", "seed"].
        if (ServiceError.Parameter(body) is { } named && sent.Contains(named))
        {
            return named;
        }

        return First(ServiceError.Words(body), sent) ?? First(body, sent);
    }

    /// <summary>What to do about a parameter that a service refuses.</summary>
    public static string Advice(string parameter) => parameter switch
    {
        "temperature" => "leave option 'temperature' empty",
        "top_p" => "leave option 'topP' empty",
        "frequency_penalty" => "leave option 'frequencyPenalty' empty",
        "seed" => "leave option 'seed' empty",
        "reasoning_effort" => "leave option 'reasoningEffort' empty, or name another",
        "max_completion_tokens" => "set option 'answerLimit' to maxTokens or none, or lower 'maxAnswerTokens'",
        "max_tokens" => "set option 'answerLimit' to maxCompletionTokens or none, or lower 'maxAnswerTokens'",
        "logprobs" or "top_logprobs" => "set option 'samples' to count answers instead, or lower 'topLogprobs'",
        "detail" => "leave option 'detail' empty",
        _ => "set option 'stream' to false",
    };

    private static string? First(string text, IEnumerable<string> sent) =>
        sent.Select(name => (Name: name, Place: PlaceOf(name, text)))
            .Where(found => found.Place >= 0)
            .OrderBy(found => found.Place)
            .Select(found => found.Name)
            .FirstOrDefault();

    // As a word of its own: "stream" is not named by "stream_options".
    private static int PlaceOf(string name, string text)
    {
        for (var place = text.IndexOf(name, StringComparison.Ordinal); place >= 0; place = text.IndexOf(name, place + 1, StringComparison.Ordinal))
        {
            var end = place + name.Length;
            if ((place == 0 || !IsPartOfName(text[place - 1])) && (end == text.Length || !IsPartOfName(text[end])))
            {
                return place;
            }
        }

        return -1;
    }

    private static bool IsPartOfName(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
