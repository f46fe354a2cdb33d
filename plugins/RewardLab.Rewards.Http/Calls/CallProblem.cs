using System.Globalization;
using System.Net;
using Polly.Timeout;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>What it means that there is no answer, and what to do.</summary>
internal static class CallProblem
{
    /// <summary>What a status other than success means.</summary>
    /// <param name="response">The answer's head.</param>
    /// <param name="words">The service's words; empty for none.</param>
    /// <param name="address">Who answered.</param>
    /// <param name="options">How it was asked.</param>
    public static string Describe(HttpResponseMessage response, string words, RewardAddress address, CallOptions options)
    {
        var said = words.Length > 0 ? $": \"{words}\"" : "";
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}");
        var tried = options.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $", also after {options.Attempts} attempts") : "";
        if (ScoreCaller.Wait(response) is { TotalMinutes: > 1 } wait)
        {
            return string.Create(CultureInfo.InvariantCulture, $"asks for a wait of {wait.TotalSeconds:0} s ({status}){said}; try again after that");
        }

        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !options.HasToken =>
                $"requires a token ({status}){said}; put it into an environment variable and set option 'tokenVariable' to its name",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"refuses the token ({status}){said}; check the variable that option 'tokenVariable' names",
            HttpStatusCode.NotFound when said.Length > 0 => $"answers {status}{said}; check options 'reward', 'url' and 'dialect'",
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
                $"has nothing at {address.Target.AbsolutePath} ({status}){said}; check options 'url', 'dialect' and 'reward'",
            HttpStatusCode.RequestEntityTooLarge => $"finds the request too large ({status}){said}; lower option 'imagesPerRequest'",
            HttpStatusCode.TooManyRequests => $"is busy ({status}){tried}{said}; lower option 'parallelRequests', or try again later",
            HttpStatusCode.ServiceUnavailable => $"is not ready ({status}){tried}{said}; try again later, or raise option 'attempts'",
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
                $"redirects ({status}), which is not followed; set option 'url' to where it leads",
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => $"answers {status}{tried}{said}",
            _ => $"refuses the request ({status}){said}",
        };
    }

    /// <summary>What an exception means.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="words">Makes a text fit for a message.</param>
    /// <param name="address">Who was asked.</param>
    /// <param name="options">How it was asked.</param>
    public static string Describe(Exception exception, Func<string, string> words, RewardAddress address, CallOptions options)
    {
        var attempts = options.Attempts == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", also after {options.Attempts} attempts");
        return exception switch
        {
            AnswerTooLargeException => exception.Message,
            TimeoutRejectedException => string.Create(
                CultureInfo.InvariantCulture,
                $"gives no whole answer within {options.Timeout.TotalSeconds:0.##} s{attempts}; raise option 'timeoutSeconds', or lower 'imagesPerRequest'"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
                $"cannot be reached ({words(exception.Message)}){attempts}; {Start(address, options)}",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"cannot be reached securely ({words((exception.InnerException ?? exception).Message)}); check its certificate, and whether it speaks https",
            _ => $"broke the connection off ({words(exception.Message)}){attempts}",
        };
    }

    private static string Start(RewardAddress address, CallOptions options)
    {
        var reward = options.Reward.Length > 0 ? options.Reward : "ID";
        return address.Root.IsLoopback
            ? $"start the service, for example with 'rewardlab rewards serve --reward {reward} --port {address.Root.Port}', "
                + "or set option 'url' to another service"
            : "check that the service runs, and option 'url'";
    }
}
