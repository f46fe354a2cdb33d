using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RewardLab.Prompts.LanguageModels.Messages;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>A language model behind an address: one attempt at an answer, streamed where the service does that, so that it can be cut at any point. Safe from
/// any thread.</summary>
internal sealed class ChatService : IDisposable
{
    // More characters a token than any text has; more bytes per token than any service wraps around one.
    private const int CharactersPerToken = 16;
    private const int BytesPerToken = 1024;
    private const int BytesAround = 64 * 1024;

    private readonly ServiceAddress _address;
    private readonly LanguageModelOptions _options;
    private readonly ServiceKey _key;
    private readonly ServiceParty _party;
    private readonly Action<string> _log;
    private readonly HttpClient _http;
    private readonly Uri _url;
    private volatile string? _limit;
    private int _hasSaidWhole;

    public ChatService(ServiceAddress address, ServiceKey key, LanguageModelOptions options, Action<string> log)
    {
        (_address, _key, _options, _log) = (address, key, options, log);
        _party = new ServiceParty(address, options.Model, options.KeyVariable, key);
        _url = new Uri($"{address.Uri.ToString().TrimEnd('/')}/chat/completions");
        _limit = options.AnswerLimit switch
        {
            AnswerLimitParameter.MaxCompletionTokens => ChatRequestBody.MaxCompletionTokens,
            AnswerLimitParameter.MaxTokens => ChatRequestBody.MaxTokens,
            AnswerLimitParameter.None => null,
            _ => address.IsOpenAi ? ChatRequestBody.MaxCompletionTokens : ChatRequestBody.MaxTokens,
        };
        _http = new HttpClient(new ServiceHandler(key, BytesAround + ((long)BytesPerToken * options.MaxAnswerTokens))
        {
            // A key must go nowhere but where it was meant to, so no redirect is followed.
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = !address.Uri.IsLoopback,
                ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends one request and reads its answer; retries are the caller's.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="received">Gets the answer's text as it comes, also that of an attempt that fails.</param>
    /// <param name="cancellationToken">Acts at once, whatever the service does.</param>
    /// <exception cref="ServiceFailure">There is no whole answer.</exception>
    public async Task<ServiceAnswer> AskAsync(Question question, StringBuilder received, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            var limit = _limit;
            try
            {
                return await SendAsync(question, limit, received, timeout.Token);
            }
            catch (ServiceFailure failure) when (_options.AnswerLimit == AnswerLimitParameter.Auto && failure.Parameter is { } refused && refused == limit)
            {
                // Services disagree about the name; the other one is tried before anybody is bothered.
                _limit = refused == ChatRequestBody.MaxTokens ? ChatRequestBody.MaxCompletionTokens : ChatRequestBody.MaxTokens;
                return await SendAsync(question, _limit, received, timeout.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceFailure(
                string.Create(CultureInfo.InvariantCulture, $"{_address.Name} gave no whole answer within {_options.TimeoutSeconds:0.##} s"),
                mayPass: true,
                exception) { MayCost = true };
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ServiceFailure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw FailureReading.Read(exception, _party, _options);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ServiceAnswer> SendAsync(Question question, string? limit, StringBuilder received, CancellationToken cancellationToken)
    {
        var sent = new List<string>();
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(ChatRequestBody.Write(question, _options, _address.IsOpenAi, limit, sent)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw FailureReading.OfStatus(response, await response.Content.ReadAsStringAsync(cancellationToken), sent, _party);
        }

        var parts = new AnswerParts(received);
        var isWhole = false;
        await foreach (var piece in AnswerLines.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), () => isWhole = true, cancellationToken))
        {
            using var json = JsonDocument.Parse(piece);
            if (ServiceError.Inside(json.RootElement, out var mayPass) is { } error)
            {
                throw StatusReading.OfError(error, piece, mayPass, isWhole, sent, _party);
            }

            parts.Add(json.RootElement);
            if (parts.Length > (long)CharactersPerToken * _options.MaxAnswerTokens)
            {
                throw FailureReading.TooLong(_options);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (isWhole && _options.Stream && Interlocked.Exchange(ref _hasSaidWhole, 1) == 0)
        {
            _log($"Generator 'llm': {_address.Name} ignores 'stream' and answers in one piece; "
                + "its answers are read all the same ('stream=false' does not ask for it).");
        }

        return Whole(question, parts, isWhole);
    }

    private ServiceAnswer Whole(Question question, AnswerParts parts, bool isWhole)
    {
        if (FailureReading.OfEnd(parts, isWhole, _party, _options) is { } failure)
        {
            throw failure;
        }

        var text = _key.Cleaned(parts.Text);
        return new ServiceAnswer(
            text,
            _key.Cleaned(parts.Model),
            parts.FinishReason ?? "",
            parts.InputTokens ?? TokenEstimate.Compute(question.Instruction) + TokenEstimate.Compute(question.Data),
            parts.OutputTokens ?? TokenEstimate.Compute(text),
            parts.InputTokens is null || parts.OutputTokens is null);
    }
}
