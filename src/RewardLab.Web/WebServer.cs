using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    private readonly WebOptions _options;

    private WebServer(WebApplication application, WebOptions options) => (_application, _options) = (application, options);

    /// <summary>Where it is reached, such as "http://127.0.0.1:41234"; known once it has started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for:
    /// the same each time, where it is free, so that a browser finds again what it keeps under the address.</param>
    /// <param name="isKnown">Whether a token is one of those that were given out for a path.</param>
    /// <param name="map">Maps what is served, below <see cref="Root"/>.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address is taken, or is none of this machine.</exception>
    internal static async Task<WebServer> StartAsync(
        WebOptions options,
        int usualPort,
        Func<PathString, string, bool> isKnown,
        Action<IEndpointRouteBuilder> map,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        if (options.Address.Port is { } port)
        {
            return await StartAsync(options, port);
        }

        try
        {
            return await StartAsync(options, usualPort);
        }
        catch (RewardLabException)
        {
            return await StartAsync(options, 0); // in use: any other will do
        }

        Task<WebServer> StartAsync(WebOptions web, int at) =>
            WebServer.StartAsync(web with { Address = web.Address with { Port = at } }, isKnown, map, report, cancellationToken);
    }

    private static async Task<WebServer> StartAsync(
        WebOptions options,
        Func<PathString, string, bool> isKnown,
        Action<IEndpointRouteBuilder> map,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            WebLimits.Apply(kestrel.Limits);
            kestrel.Listen(options.Address.Address, options.Address.Port ?? 0, listen =>
            {
                listen.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var application = builder.Build();
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
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            await application.DisposeAsync();
            throw new RewardLabException(
                $"Nothing can be served at {options.Address.Address}, port {options.Address.Port}: "
                + $"{OneLine.FirstLine(exception)} Choose another with --listen or --port.",
                exception);
        }

        var server = new WebServer(application, options);
        server.Url = server.FindUrl();
        return server;
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
            RequireOwnHost(context, options);
            RequireOwnSite(context);
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

    // A name of another's that was made to mean this machine does not open it (DNS rebinding).
    private static void RequireOwnHost(HttpContext context, WebOptions options)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        if (options.Address.IsLocal && host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            throw new WebFailure(StatusCodes.Status421MisdirectedRequest, "This server answers only at 127.0.0.1 or localhost.");
        }
    }

    private static void RequireOwnSite(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            throw new WebFailure(StatusCodes.Status405MethodNotAllowed, "Only GET and POST are served.");
        }

        var origin = context.Request.Headers.Origin.ToString();
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        if ((origin.Length > 0 && origin != $"{context.Request.Scheme}://{context.Request.Host}") || site is not ("" or "same-origin"))
        {
            throw new WebFailure(StatusCodes.Status403Forbidden, "Posts from other sites are refused.");
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

    private string FindUrl()
    {
        var bound = new Uri(_application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First()
            .Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal));
        var host = _options.Address.IsAny
            ? Dns.GetHostName()
            : _options.Address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                ? $"[{_options.Address.Address}]"
                : _options.Address.Address.ToString();
        return $"{(_options.Certificate is null ? "http" : "https")}://{host}:{bound.Port}";
    }
}
