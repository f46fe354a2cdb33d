using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RewardLab.Abstractions;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;

namespace RewardLab.Web.Rewards;

/// <summary>The reward service over HTTP: the dialects of four trainers and our own on one port, and pages for whoever runs it.</summary>
public sealed class RewardServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly BodyBudget _budget;

    private RewardServer(WebApplication application, BodyBudget budget, string url) => (_application, _budget, Url) = (application, budget, url);

    /// <summary>Where it is reached, such as "http://127.0.0.1:4747".</summary>
    public string Url { get; }

    /// <summary>Bytes of bodies that are being read or scored.</summary>
    internal long BytesUnderWay => _budget.Used;

    /// <summary>Starts to serve.</summary>
    /// <param name="options">Where, and to whom.</param>
    /// <param name="service">The rewards, loaded or not: until they are, requests are refused with 503. It is not disposed with the server.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address is taken, or is none of this machine; or others can reach it and need neither token nor
    /// certificate.</exception>
    public static Task<RewardServer> StartAsync(
        RewardServerOptions options, RewardService service, Action<string> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(service);
        return !options.Web.Address.IsLocal && options.Token is null && options.Web.ClientAuthorities is null
            ? throw new RewardLabException("Other machines can reach this address. Ask clients for a token, or for a certificate.")
            : KestrelHost.AtUsualPortAsync(
                options.Web, RewardServerOptions.UsualPort, web => StartAtAsync(options with { Web = web }, service, report, cancellationToken));
    }

    /// <summary>Stops: what is under way has a second to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task<RewardServer> StartAtAsync(
        RewardServerOptions options, RewardService service, Action<string> report, CancellationToken cancellationToken)
    {
        var application = KestrelHost.Build(
            options.Web, limits => WebLimits.Apply(limits, service.Limits.MaxBodyBytes), services => services.AddOpenApi(RewardDocument.Describe));
        var budget = new BodyBudget(options.MaxBytesUnderWay);
        application.Use(next => context => GuardAsync(context, next, options, service, report));
        application.UseRouting();
        new RewardEndpoints(service, options, budget).Map(application);
        await KestrelHost.StartAsync(application, options.Web, cancellationToken);
        return new RewardServer(application, budget, KestrelHost.FindUrl(application, options.Web));
    }

    private static async Task GuardAsync(
        HttpContext context, RequestDelegate next, RewardServerOptions options, RewardService service, Action<string> report)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        try
        {
            KestrelHost.RequireOwnHost(context, options.Web);
            KestrelHost.RequireOwnSite(context);
            if (options.Token is { } token && !ServiceToken.IsSent(context.Request, token))
            {
                headers.WWWAuthenticate = "Basic realm=\"rewards\", charset=\"UTF-8\"";
                throw new WebFailure(StatusCodes.Status401Unauthorized, "Send the service's token: 'Authorization: Bearer TOKEN'.");
            }

            await next(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            service.Count("http", StatusCodes.Status499ClientClosedRequest, null);
        }
#pragma warning disable CA1031 // Whatever a request fails by, the server continues.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var status = exception switch
            {
                WebFailure failure => failure.Status,
                BadHttpRequestException bad => bad.StatusCode,
                _ => StatusCodes.Status500InternalServerError,
            };
            if (status == StatusCodes.Status500InternalServerError)
            {
                report($"{context.Request.Method} {context.GetEndpoint()?.DisplayName}: {exception.GetType().Name}: {OneLine.FirstLine(exception)}");
            }

            service.Count("http", status, OneLine.FirstLine(exception));
            await ReplyAsync(
                context, status, status == StatusCodes.Status500InternalServerError ? "The server failed; its terminal says why." : exception.Message);
        }
    }

    private static async Task ReplyAsync(HttpContext context, int status, string problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(new ComputeDialect().Refuse(OneLine.Format(problem)), context.RequestAborted);
    }
}
