using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RewardLab.Abstractions;

namespace RewardLab.Web;

/// <summary>A request that is refused, or that failed: a status and one line, never more.</summary>
internal sealed class WebFailure : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="status">HTTP's status.</param>
    /// <param name="problem">One line for people.</param>
    public WebFailure(int status, string problem)
        : base(problem) => Status = status;

    /// <summary>HTTP's status.</summary>
    public int Status { get; }

    /// <summary>Answers a request with whatever it failed by.</summary>
    public static Task ReplyAsync(HttpContext context, Exception exception) => exception switch
    {
        WebFailure failure => WriteAsync(context, failure.Status, failure.Message),
        BadHttpRequestException bad => WriteAsync(context, bad.StatusCode, OneLine.Of(bad)),
        JsonException => WriteAsync(context, StatusCodes.Status400BadRequest, "The request holds no JSON of the expected shape."),
        RewardLabException known => WriteAsync(context, StatusCodes.Status503ServiceUnavailable, known.Message), // such as a full disk: worth another try
        _ => WriteAsync(context, StatusCodes.Status500InternalServerError, "The server failed; its terminal says why."),
    };

    private static async Task WriteAsync(HttpContext context, int status, string problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { problem }, WebJson.Options, context.RequestAborted);
    }
}
