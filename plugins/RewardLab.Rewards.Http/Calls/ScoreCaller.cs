using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>Sends requests to a service and waits for their answers. Those that fail in a way that may pass are sent again, with growing waits. Safe from any
/// thread.</summary>
internal sealed class ScoreCaller : IDisposable
{
    private const int MaxAnswerBytes = 64 << 20;

    // A service that asks for a longer wait is not there today.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    // A training lasts for days, in which a service moves to another machine.
    private static readonly TimeSpan MaxConnection = TimeSpan.FromMinutes(10);

    private readonly RewardAddress _address;
    private readonly CallOptions _options;
    private readonly RewardToken _token;
    private readonly Action<string> _log;
    private readonly HttpClient _http;

    /// <param name="address">Where to.</param>
    /// <param name="options">How long and how often.</param>
    /// <param name="token">The service's token.</param>
    /// <param name="log">Gets a line before each further attempt.</param>
    public ScoreCaller(RewardAddress address, CallOptions options, RewardToken token, Action<string> log)
    {
        (_address, _options, _token, _log) = (address, options, token, log);
        _http = new HttpClient(new ResilienceHandler(Pipeline())
        {
            InnerHandler = new WholeAnswerHandler(token, MaxAnswerBytes)
            {
                // The token goes where it was meant to and nowhere else, so no redirect is followed.
                InnerHandler = new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = !address.Root.IsLoopback,
                    AutomaticDecompression = DecompressionMethods.None,
                    PooledConnectionLifetime = MaxConnection,
                    ConnectTimeout = options.Timeout < options.MaxConnect ? options.Timeout : options.MaxConnect,
                },
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends a request until there is an answer.</summary>
    /// <param name="contentType">The body's media type.</param>
    /// <param name="body">The body.</param>
    /// <param name="refusal">Reads the service's words out of the body of a refusal; empty where there are none.</param>
    /// <param name="cancellationToken">Acts at once, whatever the service does.</param>
    /// <returns>The body of the answer.</returns>
    /// <exception cref="CallFailedException">There is none.</exception>
    public async Task<byte[]> AskAsync(
        string contentType, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, string> refusal, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address.Target) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? answer
                : throw new CallFailedException(CallProblem.Describe(response, Words(refusal(answer)), _address, _options));
        }
        catch (Exception exception) when (exception is not CallFailedException)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A trace shows what a service said, which may be the token.
            var cause = _token.Cleaned(exception.ToString()) == exception.ToString() ? exception : null;
            throw new CallFailedException(CallProblem.Describe(exception, Words, _address, _options), cause);
        }
    }

    public void Dispose() => _http.Dispose();

    // A service's own words, as a message may show them.
    private string Words(string text) => OneLine.Format(_token.Cleaned(text)).TrimEnd('.');

    private ResiliencePipeline<HttpResponseMessage> Pipeline()
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>();
        if (_options.Attempts > 1)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = _options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = _options.FirstWait,
                MaxDelay = MaxWait,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                        && arguments.Outcome.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                        && (Wait(arguments.Outcome.Result) ?? TimeSpan.Zero) <= MaxWait),
                DelayGenerator = arguments => ValueTask.FromResult(WaitAtLeast(Wait(arguments.Outcome.Result), arguments.AttemptNumber)),
                OnRetry = arguments =>
                {
                    _log(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Reward 'http': {_address.Root.Authority} {Reason(arguments.Outcome)}; trying again in {arguments.RetryDelay.TotalSeconds:0.#} s "
                            + $"(attempt {arguments.AttemptNumber + 2} of {_options.Attempts})"));
                    return ValueTask.CompletedTask;
                },
            });
        }

        return pipeline.AddTimeout(_options.Timeout).Build();
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Result: { } response } => string.Create(CultureInfo.InvariantCulture, $"answers {(int)response.StatusCode}"),
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } } =>
            "cannot be reached",
        { Exception: HttpRequestException } => "broke the connection off",
        _ => "gives no answer in time",
    };

    // As long as the service asks for, but never shorter than without its word: it may say a second while it loads for a minute.
    private TimeSpan? WaitAtLeast(TimeSpan? asked, int attempt)
    {
        var usual = TimeSpan.FromSeconds(Math.Min(_options.FirstWait.TotalSeconds * Math.Pow(2, attempt), MaxWait.TotalSeconds));
        return asked is null ? null : asked > usual ? asked : usual;
    }

    /// <summary>How long an answer asks to wait; null where it does not.</summary>
    public static TimeSpan? Wait(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is not { } after ? null
        : after.Delta is { } delta ? delta
        : after.Date is { } date && response.Headers.Date is { } now && date > now ? date - now
        : null;
}
