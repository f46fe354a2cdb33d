using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Abstractions;

namespace RewardLab.Web;

/// <summary>Serves pages, to those alone who have a link: every address begins with a token that cannot be guessed.</summary>
/// <remarks>
/// A page of another site cannot know the token, so it can neither read nor post; posts that a browser says come from elsewhere are refused all the same.
/// Nothing is configured from outside: neither files nor environment variables are read.
/// </remarks>
public sealed class WebServer : IAsyncDisposable
{
    /// <summary>The part of the route that holds the token.</summary>
    internal const string Root = "/s/{token}";

    private readonly WebApplication _application;

    private WebServer(WebApplication application, string url) => (_application, Url) = (application, url);

    /// <summary>Where it is reached, such as "http://127.0.0.1:41234"; known once it has started.</summary>
    public string Url { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for:
    /// the same each time, where it is free, so that a browser finds again what it keeps under the address.</param>
    /// <param name="isKnown">Whether a token is one of those that were given out for a path.</param>
    /// <param name="map">Maps what is served, below <see cref="Root"/>.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address is taken, or is none of this machine.</exception>
    internal static Task<WebServer> StartAsync(
        WebOptions options,
        int usualPort,
        Func<PathString, string, bool> isKnown,
        Action<IEndpointRouteBuilder> map,
        Action<string> report,
        CancellationToken cancellationToken) =>
        KestrelHost.AtUsualPortAsync(options, usualPort, web => StartAsync(web, isKnown, map, report, cancellationToken));

    private static async Task<WebServer> StartAsync(
        WebOptions options,
        Func<PathString, string, bool> isKnown,
        Action<IEndpointRouteBuilder> map,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        var application = KestrelHost.Build(options, limits => WebLimits.Apply(limits, WebLimits.MaxBodyBytes), static _ => { });
        var (perToken, perStranger) = (WebLimits.PerToken(), WebLimits.PerStranger());
        application.Use(next => context => GuardAsync(context, next, options, report));
        application.UseRouting();
        application.Use(next => context => AdmitAsync(context, next, isKnown, perToken, perStranger));
        map(application);
        application.Lifetime.ApplicationStopped.Register(() =>
        {
            perToken.Dispose();
            perStranger.Dispose();
        });
        await KestrelHost.StartAsync(application, options, cancellationToken);
        return new WebServer(application, KestrelHost.FindUrl(application, options));
    }

    /// <summary>A page whose addresses are relative to it: who asks without the last slash, which some programs cut off links, is sent to it.</summary>
    internal static RequestDelegate Folder(RequestDelegate page) => context =>
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith('/'))
        {
            return page(context);
        }

        context.Response.Redirect($"{path[(path.LastIndexOf('/') + 1)..]}/");
        return Task.CompletedTask;
    };

    /// <summary>Stops: what is under way has a second to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, WebOptions options, Action<string> report)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["X-Robots-Tag"] = "noindex";
        headers.CacheControl = "no-store";
        try
        {
            KestrelHost.RequireOwnHost(context, options);
            KestrelHost.RequireOwnSite(context);
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
#pragma warning disable CA1031 // Whatever a request fails by, the server continues.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is not (WebFailure or Microsoft.AspNetCore.Http.BadHttpRequestException or System.Text.Json.JsonException or RewardLabException))
            {
                report($"{context.Request.Method} {context.GetEndpoint()?.DisplayName}: {exception.GetType().Name}: {OneLine.FirstLine(exception)}");
            }

            await WebFailure.ReplyAsync(context, exception);
        }
    }

    private static async Task AdmitAsync(
        HttpContext context,
        RequestDelegate next,
        Func<PathString, string, bool> isKnown,
        PartitionedRateLimiter<string> perToken,
        PartitionedRateLimiter<string> perStranger)
    {
        var token = context.GetRouteValue("token") as string;
        var isAdmitted = token is not null && isKnown(context.Request.Path, token);
        using var lease = isAdmitted ? perToken.AttemptAcquire(token!) : perStranger.AttemptAcquire(WebLimits.AddressOf(context));
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "1";
            throw new WebFailure(StatusCodes.Status429TooManyRequests, "Too many requests; wait a moment.");
        }

        if (!isAdmitted)
        {
            throw new WebFailure(StatusCodes.Status404NotFound, "There is nothing at this address. Use the complete link that the program printed.");
        }

        if (context.GetEndpoint() is null)
        {
            throw new WebFailure(StatusCodes.Status404NotFound, "There is no such page.");
        }

        await next(context);
    }
}
