using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RewardLab.Abstractions;

namespace RewardLab.Web;

/// <summary>What every server of ours has in common: address, protocol, and who may ask a server of this machine.</summary>
/// <remarks>Nothing is configured from outside: neither files nor environment variables are read.</remarks>
internal static class KestrelHost
{
    /// <summary>Makes an application that listens where the options say.</summary>
    /// <param name="options">Address and certificate.</param>
    /// <param name="limit">Sets the server's limits.</param>
    /// <param name="add">Adds services.</param>
    public static WebApplication Build(WebOptions options, Action<KestrelServerLimits> limit, Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            limit(kestrel.Limits);
            kestrel.Listen(options.Address.Address, options.Address.Port ?? 0, listen =>
            {
                listen.Protocols = options.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(https => Secure(https, certificate, options.ClientAuthorities));
                }
            });
        });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        add(builder.Services);
        return builder.Build();
    }

    /// <summary>Starts at the port that was asked for; else at the usual one where it is free, and at any other where it is not.</summary>
    /// <param name="options">The options.</param>
    /// <param name="usualPort">The usual port.</param>
    /// <param name="start">Starts with options that name a port.</param>
    /// <exception cref="RewardLabException">The address is taken, or is none of this machine.</exception>
    public static async Task<T> AtUsualPortAsync<T>(WebOptions options, int usualPort, Func<WebOptions, Task<T>> start)
    {
        if (options.Address.Port is not null)
        {
            return await start(options);
        }

        try
        {
            return await start(options with { Address = options.Address with { Port = usualPort } });
        }
        catch (RewardLabException)
        {
            return await start(options with { Address = options.Address with { Port = 0 } }); // in use: any other will do
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="RewardLabException">The address is taken, or is none of this machine; the application is disposed.</exception>
    public static async Task StartAsync(WebApplication application, WebOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            await application.DisposeAsync();
            throw new RewardLabException(
                $"Nothing can be served at {options.Address.Address}, port {options.Address.Port}: "
                + $"{OneLine.FirstLine(exception)} Choose another with --listen or --port.",
                exception);
        }
    }

    /// <summary>Where a started application is reached, such as "http://127.0.0.1:41234".</summary>
    public static string FindUrl(WebApplication application, WebOptions options)
    {
        var bound = new Uri(application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First()
            .Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal));
        var host = options.Address.IsAny
            ? Dns.GetHostName()
            : options.Address.Address.AddressFamily == AddressFamily.InterNetworkV6
                ? $"[{options.Address.Address}]"
                : options.Address.Address.ToString();
        return $"{(options.Certificate is null ? "http" : "https")}://{host}:{bound.Port}";
    }

    private static void Secure(HttpsConnectionAdapterOptions https, X509Certificate2 certificate, X509Certificate2Collection? clientAuthorities)
    {
        https.ServerCertificate = certificate;
        if (clientAuthorities is null)
        {
            return;
        }

        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (client, _, _) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(clientAuthorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // nobody is asked over the network
            chain.ChainPolicy.DisableCertificateDownloads = true;
            return chain.Build(client);
        };
    }

    /// <summary>Refuses a name of another's that was made to mean this machine (DNS rebinding).</summary>
    /// <exception cref="WebFailure">It is one.</exception>
    public static void RequireOwnHost(HttpContext context, WebOptions options)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        if (options.Address.IsLocal && host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            throw new WebFailure(StatusCodes.Status421MisdirectedRequest, "This server answers only at 127.0.0.1 or localhost.");
        }
    }

    /// <summary>Refuses what a page of another site makes a browser send.</summary>
    /// <exception cref="WebFailure">It is that, or neither GET nor POST.</exception>
    public static void RequireOwnSite(HttpContext context)
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
}
