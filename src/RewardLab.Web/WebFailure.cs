using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RewardLab.Abstractions;

namespace RewardLab.Web;

/// <summary>A request that is refused, or that failed: a status and one line, never more.</summary>
internal sealed class WebFailure : Exception
{
    /// <summary>The request can never be granted: it is of no use to try again.</summary>
    public const string Refused = "refused";

    /// <summary>What was asked for is not there.</summary>
    public const string Missing = "missing";

    /// <summary>Creates a refusal with its HTTP status.</summary>
    /// <param name="status">HTTP's status.</param>
    /// <param name="problem">One line for people.</param>
    /// <param name="code">One word for pages, by which they know that this program said so; null for none.</param>
    public WebFailure(int status, string problem, string? code = null)
        : base(problem) =>
            (Status, Code) = (status,
                code ?? (status is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType
                    ? Refused
                    : null));

    /// <summary>HTTP status of the response.</summary>
    public int Status { get; }

    /// <summary>One word for pages; null for none.</summary>
    public string? Code { get; }

    /// <summary>Answers a request with whatever it failed by.</summary>
    public static Task ReplyAsync(HttpContext context, Exception exception) => exception switch
    {
        WebFailure failure => WriteAsync(context, failure.Status, failure.Message, failure.Code),
        BadHttpRequestException bad => WriteAsync(context, bad.StatusCode, OneLine.FirstLine(bad), Refused),
        JsonException => WriteAsync(context, StatusCodes.Status400BadRequest, "The request is not JSON of the expected shape.", Refused),
        RewardLabException known => WriteAsync(context, StatusCodes.Status503ServiceUnavailable, known.Message), // such as a full disk: worth another try
        _ => WriteAsync(context, StatusCodes.Status500InternalServerError, "The server failed; its terminal says why."),
    };

    private static async Task WriteAsync(HttpContext context, int status, string problem, string? code = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            await WebPages.SendFailureAsync(context, status, problem);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { problem, code }, WebJson.Options, context.RequestAborted);
    }
}
