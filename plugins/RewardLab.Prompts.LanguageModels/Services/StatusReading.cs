using System.Globalization;

namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>What an exception, a status other than success or an error in place of an answer means: the same with every service of OpenAI's
/// interface.</summary>
internal static class StatusReading
{
    /// <summary>The failure that an exception of an attempt stands for, unless the answer was too long.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="party">Who was asked.</param>
    public static ServiceFailure OfException(Exception exception, ServiceParty party)
    {
        var name = party.Address.Name;
        var cause = Cause(exception, party);
        if (Causes(exception).OfType<HttpRequestException>()
            .Any(failure => failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError))
        {
            return new ServiceFailure($"{name} cannot be reached: {party.Line(exception.Message)}", mayPass: true, cause);
        }

        return exception switch
        {
            HttpRequestException or IOException => new ServiceFailure(
                $"the connection to {name} broke: {party.Line(exception.Message)}", mayPass: true, cause) { MayCost = true },
            _ => new ServiceFailure($"{name} answers what is not a chat completion: {party.Line(exception.Message)}", mayPass: false, cause)
            {
                MayCost = true,
            },
        };
    }

    /// <summary>The exception itself, unless its trace shows the key.</summary>
    public static Exception? Cause(Exception exception, ServiceParty party) =>
        party.Key.Cleaned(exception.ToString()) == exception.ToString() ? exception : null;

    /// <summary>An exception and those within it.</summary>
    public static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    /// <summary>The failure that a status other than success stands for.</summary>
    /// <param name="response">The response's head.</param>
    /// <param name="body">Its body.</param>
    /// <param name="sent">Parameters of the request that a service could refuse.</param>
    /// <param name="party">Who was asked.</param>
    public static ServiceFailure OfStatus(HttpResponseMessage response, string body, IReadOnlyCollection<string> sent, ServiceParty party)
    {
        var words = ServiceError.Words(body) is { Length: > 0 } said ? $": \"{party.Line(said)}\"" : "";
        var status = (int)response.StatusCode;
        var name = party.Address.Name;
        return status switch
        {
            401 or 403 when !party.Key.IsKnown => Final(
                $"{name} wants a key ({status}): put yours into the environment variable "
                + $"{(party.KeyVariable.Length == 0 ? "that option 'keyVariable' names" : party.KeyVariable)}"),
            401 or 403 => Final(
                $"{name} refuses the key in {party.KeyVariable} ({status}): renew it, or ask for the right to use model '{party.Model}'"),
            404 => Final(
                $"{name} has no model '{party.Model}' or no chat at {party.Address.Uri.AbsolutePath} (404): "
                + "check options 'model' and 'endpoint', which mostly ends in /v1"),
            429 when body.Contains("insufficient_quota", StringComparison.Ordinal) => Final(
                $"{name} says that the account's quota is used up (429): raise it there"),
            429 => new ServiceFailure($"{name} asks for fewer calls (429)", mayPass: true) { Wait = Wait(response) },
            408 or >= 500 => new ServiceFailure($"{name} answers {status}{words}", mayPass: true) { Wait = Wait(response) },
            >= 300 and < 400 => Final($"{name} redirects ({status}), which is not followed; set option 'endpoint' to where it leads"),
            _ when RefusedParameter.In(body, sent) is { } parameter => Refused(
                parameter, string.Create(CultureInfo.InvariantCulture, $" ({status})"), words, party),
            _ => Final($"{name} refuses the question ({status}){words}"),
        };
    }

    /// <summary>The failure that an error stands for which comes where an answer was to come.</summary>
    /// <param name="error">What it says.</param>
    /// <param name="piece">The piece of the answer that holds it.</param>
    /// <param name="mayPass">Whether another attempt may do better.</param>
    /// <param name="isWhole">Whether it is all that was answered.</param>
    /// <param name="sent">Parameters of the request that a service could refuse.</param>
    /// <param name="party">Who was asked.</param>
    public static ServiceFailure OfError(string error, string piece, bool mayPass, bool isWhole, IReadOnlyCollection<string> sent, ServiceParty party) =>
        RefusedParameter.In(piece, sent) is { } parameter ? Refused(parameter, "", $": \"{party.Line(error)}\"", party)
        : new ServiceFailure(
            $"{party.Address.Name} reports an error {(isWhole ? "in place of an answer" : "within its answer")}: \"{party.Line(error)}\"", mayPass)
        {
            MayCost = true,
        };

    /// <summary>A failure that no other attempt mends.</summary>
    public static ServiceFailure Final(string message) => new(message, mayPass: false);

    private static ServiceFailure Refused(string parameter, string status, string words, ServiceParty party) =>
        new($"{party.Address.Name} refuses parameter '{parameter}'{status}{words}; {RefusedParameter.Advice(parameter)}", mayPass: false)
        {
            Parameter = parameter,
        };

    private static TimeSpan? Wait(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var texts)
        && double.TryParse(texts.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;
}
