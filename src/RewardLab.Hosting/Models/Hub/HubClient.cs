using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Speaks with a hub: asks about files and opens their bytes. Requests that fail in a way that may pass are repeated with growing waits.</summary>
/// <remarks>Redirects are followed by hand, so that the token goes to the hub and to no other host, and never from https to http. Thread-safe.</remarks>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 5;
    private readonly HubOptions _options;
    private readonly HttpClient _http;

    public HubClient(HubOptions options)
    {
        _options = options;
        var retries = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = Math.Max(1, options.MaxAttempts - 1),
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.FirstDelay,
                MaxDelay = TimeSpan.FromMinutes(1),
                UseJitter = true,
                ShouldRetryAfterHeader = true,
            })
            .AddTimeout(options.Patience)
            .Build();
        _http = new HttpClient(new ResilienceHandler(retries)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = options.Patience,
                AutomaticDecompression = DecompressionMethods.None,
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rewardlab", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>Asks about a file; null where it is not there.</summary>
    /// <exception cref="RewardLabException">The hub refuses, cannot be reached, or says something that makes no sense.</exception>
    public async Task<HubFileInfo?> AskAsync(string repository, string revision, string file, CancellationToken cancellationToken)
    {
        var name = $"{repository}/{file}";
        var url = new Uri($"{Endpoint}/{repository}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");
        string? commit = null;
        string? hash = null;
        long? bytes = null;
        for (var redirects = 0; ; redirects++)
        {
            using var response = await SendAsync(HttpMethod.Head, url, null, name, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound && HubRefusals.In(response, repository, name, _options) is null)
            {
                return null;
            }

            // What the hub says first counts: the host of the bytes knows neither commit nor hash.
            commit ??= Header(response, "X-Repo-Commit");
            hash ??= Tag(Header(response, "X-Linked-Etag")) ?? Tag(response.Headers.ETag?.Tag);
            bytes ??= long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked : null;
            if (Redirection(response, url) is { } next)
            {
                // A renamed repository leads on within the hub; a large file leads to another host, which needs no asking.
                var isElsewhere = !IsHub(next) || Header(response, "X-Linked-Etag") is not null;
                if (isElsewhere && commit is not null && hash is not null && bytes is not null)
                {
                    return Checked(name, commit, hash, bytes.Value, url);
                }

                url = redirects < MaxRedirects ? next : throw new RewardLabException($"{name}: the hub redirects more than {MaxRedirects} times.");
                continue;
            }

            RequireSuccess(response, repository, name, url);
            bytes ??= response.Content.Headers.ContentLength;
            return Checked(name, commit, hash, bytes, url);
        }
    }

    /// <summary>Asks what files a repository has.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="HubRefusalException">The hub does not give it.</exception>
    /// <exception cref="RewardLabException">The hub cannot be reached, or says something that makes no sense.</exception>
    public async Task<HubRepositoryInfo> AskAsync(string repository, string revision, CancellationToken cancellationToken)
    {
        var name = $"{repository} at '{revision}'";
        var url = new Uri($"{Endpoint}/api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true");
        for (var redirects = 0; ; redirects++)
        {
            using var response = await SendAsync(HttpMethod.Get, url, null, name, cancellationToken);
            if (Redirection(response, url) is { } next)
            {
                url = redirects < MaxRedirects ? next : throw new RewardLabException($"{name}: the hub redirects more than {MaxRedirects} times.");
                continue;
            }

            RequireSuccess(response, repository, name, url);
            try
            {
                return await RepositoryReader.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), name, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested
                && exception is HttpRequestException or IOException or OperationCanceledException)
            {
                throw new RewardLabException($"{name}: the connection to {url.Host} was lost. Try again.", exception);
            }
        }
    }

    /// <summary>Opens a file's bytes from a position on.</summary>
    /// <returns>The response, which may begin at the start all the same: its status says whether.</returns>
    /// <exception cref="RewardLabException">The host refuses.</exception>
    public async Task<HttpResponseMessage> OpenAsync(Uri source, long position, string name, CancellationToken cancellationToken)
    {
        var url = source;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(HttpMethod.Get, url, position > 0 ? new RangeHeaderValue(position, null) : null, name, cancellationToken);
            if (Redirection(response, url) is not { } next)
            {
                if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    RequireSuccess(response, string.Join('/', name.Split('/').Take(2)), name, url);
                }

                return response;
            }

            response.Dispose();
            url = redirects < MaxRedirects ? next : throw new RewardLabException($"{name}: the hub redirects more than {MaxRedirects} times.");
        }
    }

    public void Dispose() => _http.Dispose();

    private string Endpoint => _options.Endpoint.ToString().TrimEnd('/');

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, RangeHeaderValue? range, string name, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Range = range;
        if (_options.Token is { } token && IsHub(url))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is HttpRequestException or Polly.ExecutionRejectedException or OperationCanceledException)
        {
            throw new RewardLabException(
                $"{name}: {url.Host} cannot be reached: {OneLine.Format((exception.InnerException ?? exception).Message)}. "
                + "Files already here are kept; try again later.",
                exception);
        }
    }

    private static Uri? Redirection(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var to = new Uri(from, location);
        return to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp)
            ? to
            : throw new RewardLabException(
                $"{from.Host} redirects to {to.Scheme}://{to.Host}, which is less secure than the original address. Nothing was downloaded from there.");
    }

    private bool IsHub(Uri url) => url.Host == _options.Endpoint.Host && url.Port == _options.Endpoint.Port && url.Scheme == _options.Endpoint.Scheme;

    private void RequireSuccess(HttpResponseMessage response, string repository, string name, Uri url)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var refusal = IsHub(url) ? HubRefusals.In(response, repository, name, _options) : null;
        response.Dispose();
        throw refusal ?? new RewardLabException(status switch
        {
            404 => $"{name}: {url.Host} answers 404: there is no such file. Check the name.",
            429 => $"{name}: {url.Host} asks for fewer requests (429), even after {_options.MaxAttempts} attempts. Files already here are kept; "
                + $"try again later{(_options.Token is null ? ", or set HF_TOKEN, which raises the limit" : "")}.",
            _ => $"{name}: {url.Host} answers {status}{(status >= 500 ? $", even after {_options.MaxAttempts} attempts" : "")}. "
                + "Files already here are kept; try again later.",
        });
    }

    private static HubFileInfo Checked(string name, string? commit, string? hash, long? bytes, Uri source) =>
        commit is null || !HubNames.IsCommit(commit) ? throw new RewardLabException($"{name}: the hub gives no commit. Check that HF_ENDPOINT is a hub.")
        : hash is null || !HubNames.IsBlob(hash) ? throw new RewardLabException($"{name}: the hub gives no hash to check the file with.")
        : bytes is null or < 0 ? throw new RewardLabException($"{name}: the hub gives no size.")
        : new HubFileInfo(commit, hash, bytes.Value, source);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Tag(string? value) => value is null ? null : (value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value).Trim('"');
}
