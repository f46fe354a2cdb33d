using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>What an exception of an attempt means.</summary>
internal static class FailureReading
{
    private const string PapersModel = "gpt-4-0613";

    /// <summary>The failure that an exception stands for.</summary>
    public static ServiceFailure Read(Exception exception, ServiceAddress address, LanguageModelOptions options, ServiceKey key)
    {
        var causes = Causes(exception).ToArray();

        // A trace shows what a service said, which may be the key.
        var cause = key.Cleaned(exception.ToString()) == exception.ToString() ? exception : null;
        if (causes.OfType<TooLongException>().Any())
        {
            return TooLong(options, cause);
        }

        if (causes.OfType<HttpRequestException>()
            .Any(failure => failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError))
        {
            return new ServiceFailure($"{address.Name} cannot be reached: {Line(exception.Message, key)}", mayPass: true, cause);
        }

        return exception switch
        {
            HttpRequestException or IOException => new ServiceFailure(
                $"the connection to {address.Name} broke: {Line(exception.Message, key)}", mayPass: true, cause) { MayCost = true },
            _ => new ServiceFailure($"{address.Name} answers what is not a chat completion: {Line(exception.Message, key)}", mayPass: false, cause)
            {
                MayCost = true,
            },
        };
    }

    /// <summary>An answer longer than allowed.</summary>
    public static ServiceFailure TooLong(LanguageModelOptions options, Exception? cause = null) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the answer was cut, being longer than option 'maxAnswerTokens' ({options.MaxAnswerTokens}) allows; raise that, or lower 'count'"),
            mayPass: false,
            cause) { MayCost = true };

    /// <summary>The failure that a status other than success stands for.</summary>
    /// <param name="response">The response's head.</param>
    /// <param name="body">Its body.</param>
    /// <param name="sent">Parameters of the request that a service could refuse.</param>
    /// <param name="address">Who answered.</param>
    /// <param name="options">What was asked with.</param>
    /// <param name="key">What no message may hold.</param>
    public static ServiceFailure OfStatus(
        HttpResponseMessage response,
        string body,
        IReadOnlyCollection<string> sent,
        ServiceAddress address,
        LanguageModelOptions options,
        ServiceKey key)
    {
        var words = ServiceError.Words(body) is { Length: > 0 } said ? $": \"{Line(said, key)}\"" : "";
        var status = (int)response.StatusCode;
        return status switch
        {
            401 or 403 when !key.IsKnown => Final(
                $"{address.Name} wants a key ({status}): put yours into the environment variable "
                + $"{(options.KeyVariable.Length == 0 ? "that option 'keyVariable' names" : options.KeyVariable)}"),
            401 or 403 => Final(
                $"{address.Name} refuses the key in {options.KeyVariable} ({status}): renew it, or ask for the right to use model '{options.Model}'"),
            404 when options.Model == PapersModel => Final(
                $"{address.Name} has no model '{PapersModel}' (404): the paper's was shut down on 23 October 2026; "
                + $"set option 'model' to one that is served, such as {LanguageModelOptions.DefaultModel}, "
                + "and leave 'temperature' and 'frequencyPenalty' empty where it refuses them"),
            404 => Final(
                $"{address.Name} has no model '{options.Model}' or no chat at {address.Uri.AbsolutePath} (404): "
                + "check options 'model' and 'endpoint', which mostly ends in /v1"),
            429 when body.Contains("insufficient_quota", StringComparison.Ordinal) => Final(
                $"{address.Name} says that the account's quota is used up (429): raise it there"),
            429 => new ServiceFailure($"{address.Name} asks for fewer calls (429)", mayPass: true) { Wait = Wait(response) },
            408 or >= 500 => new ServiceFailure($"{address.Name} answers {status}{words}", mayPass: true) { Wait = Wait(response) },
            >= 300 and < 400 => Final($"{address.Name} redirects ({status}), which is not followed; set option 'endpoint' to where it leads"),
            _ when RefusedParameter.In(body, sent) is { } parameter => Refused(
                parameter, string.Create(CultureInfo.InvariantCulture, $" ({status})"), words, address),
            _ => Final($"{address.Name} refuses the question ({status}){words}"),
        };

        static ServiceFailure Final(string message) => new(message, mayPass: false);
    }

    /// <summary>The failure that an error stands for which comes where an answer was to come.</summary>
    /// <param name="error">What it says.</param>
    /// <param name="piece">The piece of the answer that holds it.</param>
    /// <param name="mayPass">Whether another attempt may do better.</param>
    /// <param name="isWhole">Whether it is all that was answered.</param>
    /// <param name="sent">Parameters of the request that a service could refuse.</param>
    /// <param name="address">Who answered.</param>
    /// <param name="key">What no message may hold.</param>
    public static ServiceFailure OfError(
        string error,
        string piece,
        bool mayPass,
        bool isWhole,
        IReadOnlyCollection<string> sent,
        ServiceAddress address,
        ServiceKey key) =>
        RefusedParameter.In(piece, sent) is { } parameter ? Refused(parameter, "", $": \"{Line(error, key)}\"", address)
        : new ServiceFailure($"{address.Name} reports an error {(isWhole ? "in place of an answer" : "within its answer")}: \"{Line(error, key)}\"", mayPass)
        {
            MayCost = true,
        };

    /// <summary>The failure that an answer's end stands for; null where it ended as it should.</summary>
    public static ServiceFailure? OfEnd(AnswerParts parts, bool isWhole, ServiceAddress address, LanguageModelOptions options, ServiceKey key)
    {
        if (parts.Refusal.Length > 0)
        {
            return Answered($"model '{options.Model}' refuses: \"{Line(parts.Refusal, key)}\"; word the prompt differently, or ask another model");
        }

        return parts.FinishReason switch
        {
            "content_filter" => Answered($"{address.Name} holds the answer back by its content filter; word the prompt differently, or ask another model"),
            "length" when string.IsNullOrWhiteSpace(parts.Text) => new ServiceFailure(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"model '{options.Model}' used up option 'maxAnswerTokens' ({options.MaxAnswerTokens}) before it wrote anything, as models do that reason; "
                    + $"raise that, or set 'reasoningEffort' to less"),
                        mayPass: false) { MayCost = true },
            "length" => TooLong(options),
            "tool_calls" or "function_call" => Answered($"model '{options.Model}' calls a tool in place of answering; ask another model"),
            null when !isWhole => new ServiceFailure($"{address.Name} broke off before the end of its answer", mayPass: true) { MayCost = true },
            _ when string.IsNullOrWhiteSpace(parts.Text) => Answered($"model '{options.Model}' answered nothing; try again, or another model"),
            _ => null,
        };

        static ServiceFailure Answered(string message) => new(message, mayPass: false) { MayCost = true, IsAnswer = true };
    }

    private static ServiceFailure Refused(string parameter, string status, string words, ServiceAddress address) =>
        new($"{address.Name} refuses parameter '{parameter}'{status}{words}; {RefusedParameter.Advice(parameter)}", mayPass: false) { Parameter = parameter };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static TimeSpan? Wait(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var texts)
        && double.TryParse(texts.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;

    private static string Line(string text, ServiceKey key) => OneLine.Short(key.Cleaned(text)).TrimEnd('.');
}
