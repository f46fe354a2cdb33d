using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Answers;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>What an exception of an attempt means.</summary>
internal static class FailureReading
{
    /// <summary>The failure that an exception stands for.</summary>
    public static ServiceFailure Of(Exception exception, ServiceAddress address, LanguageModelOptions options, ServiceKey key)
    {
        var causes = Causes(exception).ToArray();

        // A trace shows what a service said, which may be the key.
        var cause = key.Cleaned(exception.ToString()) == exception.ToString() ? exception : null;
        if (causes.OfType<TooLongException>().Any())
        {
            return TooLong(options, cause);
        }

        if (causes.OfType<HttpRequestException>().Any(failure => failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError))
        {
            return new ServiceFailure($"{address.Name} cannot be reached: {Line(exception.Message, key)}", mayPass: true, cause);
        }

        return exception switch
        {
            ClientResultException { Status: > 0 } refusal => OfStatus(refusal, cause, address, options, key),
            ClientResultException or HttpRequestException or IOException => new ServiceFailure(
                $"the connection to {address.Name} broke: {Line(exception.Message, key)}", mayPass: true, cause) { MayCost = true },
            _ => new ServiceFailure($"{address.Name} answers what is no chat completion: {Line(exception.Message, key)}", mayPass: false, cause) { MayCost = true },
        };
    }

    /// <summary>An answer longer than allowed.</summary>
    public static ServiceFailure TooLong(LanguageModelOptions options, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"the answer was cut, being longer than option 'maxAnswerTokens' ({options.MaxAnswerTokens}) allows; raise that, or lower 'count'"), mayPass: false, cause) { MayCost = true };

    private static ServiceFailure OfStatus(ClientResultException exception, Exception? cause, ServiceAddress address, LanguageModelOptions options, ServiceKey key)
    {
        var response = exception.GetRawResponse();
        var body = Body(response);
        var words = Words(body) is { Length: > 0 } said ? $": \"{Line(said, key)}\"" : "";
        var status = exception.Status;
        return status switch
        {
            401 or 403 when !key.IsKnown => Final($"{address.Name} wants a key ({status}): put yours into the environment variable {(options.KeyVariable.Length == 0 ? "that option 'keyVariable' names" : options.KeyVariable)}"),
            401 or 403 => Final($"{address.Name} refuses the key in {options.KeyVariable} ({status}): renew it, or ask for the right to use model '{options.Model}'"),
            404 => Final($"{address.Name} has no model '{options.Model}' or no chat at {address.Uri.AbsolutePath} (404): check options 'model' and 'endpoint', which mostly ends in /v1"),
            429 when body.Contains("insufficient_quota", StringComparison.Ordinal) => Final($"{address.Name} says that the account's quota is used up (429): raise it there"),
            429 => new ServiceFailure($"{address.Name} asks for fewer calls (429)", mayPass: true, cause) { Wait = Wait(response) },
            408 or >= 500 => new ServiceFailure($"{address.Name} answers {status}{words}", mayPass: true, cause) { Wait = Wait(response) },
            >= 300 and < 400 => Final($"{address.Name} redirects ({status}), which is not followed; set option 'endpoint' to where it leads"),
            _ => Final($"{address.Name} refuses the question ({status}){words}"),
        };

        ServiceFailure Final(string message) => new(message, mayPass: false, cause);
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string Body(PipelineResponse? response)
    {
        try
        {
            return response?.Content.ToString() ?? "";
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            return "";
        }
    }

    // {"error": {"message": "..."}} as OpenAI has it, {"error": "..."} as others do.
    private static string Words(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                ? error.ValueKind == JsonValueKind.String ? error.GetString()!
                : error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : ""
                : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static TimeSpan? Wait(PipelineResponse? response) =>
        response is not null && response.Headers.TryGetValue("Retry-After", out var text)
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;

    private static string Line(string text, ServiceKey key) => OneLine.Of(key.Cleaned(text)).TrimEnd('.');
}
