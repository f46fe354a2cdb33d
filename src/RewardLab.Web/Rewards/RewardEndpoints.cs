using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Reports.Pages;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;

namespace RewardLab.Web.Rewards;

/// <summary>The addresses of the reward service.</summary>
/// <param name="service">The rewards.</param>
/// <param name="options">To whom, and what is read.</param>
/// <param name="budget">The memory of bodies.</param>
internal sealed class RewardEndpoints(RewardService service, RewardServerOptions options, BodyBudget budget)
{
    private const string OfReward = "/r/{reward}";

    private static readonly ScoreDialect Score = new();
    private static readonly ComputeDialect Compute = new();
    private static readonly PickledDialect Pickled = new();
    private static readonly OwnDialect Own = new();

    /// <summary>Maps them.</summary>
    public void Map(WebApplication routes)
    {
        RewardDocument.Health(routes.MapGet("/health", Described(HealthAsync)));
        RewardDocument.Health(routes.MapGet($"{OfReward}/health", Described(HealthAsync))); // Flow-Factory asks below the address that it is given
        RewardDocument.Rewards(routes.MapGet(
            "/rewards", Described(context => context.Response.WriteAsJsonAsync(new { rewards = service.Rewards }, context.RequestAborted))));
        RewardDocument.Metrics(routes.MapGet(
            "/metrics",
            Described(context => TextAsync(context, RewardMetrics.ContentType, RewardMetrics.Write(service.Statistics, options.Watch?.Statistics)))));
        routes.MapGet("/", context => TextAsync(
            context, "text/html; charset=utf-8", RewardPage.Write(service.Statistics, service.Default, options.Watch?.Statistics))).ExcludeFromDescription();
        routes.MapGet("/rewards.css", context => TextAsync(context, "text/css; charset=utf-8", PageResources.Style)).ExcludeFromDescription();
        routes.MapGet("/rewards.js", context => WebPages.SendAsync(context, "rewards.js")).ExcludeFromDescription();
        routes.MapOpenApi();
        foreach (var root in new[] { "", OfReward })
        {
            RewardDocument.Score(routes.MapPost($"{root}/score", Described(context => AnswerAsync(context, Score))), root);
            RewardDocument.Compute(routes.MapPost($"{root}/compute", Described(context => AnswerAsync(context, Compute))), root);
            RewardDocument.Own(routes.MapPost($"{root}/v1/score", Described(context => AnswerAsync(context, Own))), root);
        }

        RewardDocument.Pickled(routes.MapPost($"{OfReward}/{{**rest}}", Described(context => AnswerAsync(context, Pickled))), OfReward);
        RewardDocument.Pickled(routes.MapPost("/{**rest}", Described(context => AnswerAsync(context, Pickled))), "");
        routes.MapFallback(static context => throw new WebFailure(StatusCodes.Status404NotFound, "There is nothing at this address."));
    }

    // The OpenAPI document shows the endpoints of plain delegates alone.
    private static Delegate Described(Func<HttpContext, Task> answer) => answer;

    private static Task TextAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }

    private Task HealthAsync(HttpContext context)
    {
        if (context.Request.RouteValues["reward"] is string named && !service.Rewards.Contains(named, StringComparer.Ordinal))
        {
            throw new WebFailure(StatusCodes.Status404NotFound, "There is no such reward.");
        }

        var state = service.Statistics.State;
        context.Response.StatusCode = state == ServiceState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        var status = state switch { ServiceState.Ready => "ok", ServiceState.Loading => "loading", _ => "stopped" };

        // UniRL's trainer reads the ids off a map before its first request, and stops where it is none.
        var rewards = service.Rewards.ToDictionary(id => id, _ => new[] { status }, StringComparer.Ordinal);
        return context.Response.WriteAsJsonAsync(new { status, rewards }, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, IRewardDialect dialect)
    {
        var (status, problem) = (StatusCodes.Status200OK, (string?)null);
        byte[] answer;
        try
        {
            answer = await ScoreAsync(context, dialect);
        }
        catch (RewardRequestException exception)
        {
            (status, problem) = (exception.Status, exception.Message);
            answer = dialect.Refuse(exception.Message);
        }

        service.Count(dialect.Name, status, problem);
        if (status is ScoreProblem.Busy or ScoreProblem.NotReady)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = dialect.ContentType;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async Task<byte[]> ScoreAsync(HttpContext context, IRewardDialect dialect)
    {
        if (ReferenceEquals(dialect, Pickled) && !options.AllowsPickles)
        {
            throw new RewardRequestException(ScoreProblem.UnsupportedBody, "Pickled bodies are not read by this service. Use /score, /compute or /v1/score.");
        }

        if (context.Request.Headers.ContentEncoding.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RewardRequestException(ScoreProblem.UnsupportedBody, "Compressed bodies are not read. Send it without Content-Encoding.");
        }

        service.RequireRoom();
        using var body = await budget.ReadAsync(context.Request, service.Limits.MaxBodyBytes, context.RequestAborted);
        var request = ReferenceEquals(dialect, Own) && MultipartBody.Is(context.Request.ContentType)
            ? await MultipartBody.ReadAsync(body.Bytes, context.Request.ContentType!, service.Limits, context.RequestAborted)
            : dialect.Read(body.Bytes, service.Limits);
        return request.Answer(await service.ScoreAsync(request, context.GetRouteValue("reward") as string, context.RequestAborted));
    }
}
