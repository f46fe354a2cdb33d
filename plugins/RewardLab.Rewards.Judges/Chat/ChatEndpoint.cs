using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Rewards.Judges.Chat;

/// <summary>A vision language model behind an address, one attempt per call. Safe from any thread.</summary>
/// <remarks>Requests are written and answers read here rather than by OpenAI's client, which sends parameters unasked that other services refuse,
/// fails at finish reasons that it does not know, and keeps errors in place of an answer to itself.</remarks>
internal sealed class ChatEndpoint : IChatClient
{
    private const int BytesPerToken = 16 * 1024; // twenty candidates with their bytes
    private const int BytesAround = 256 * 1024;

    private readonly ServiceParty _party;
    private readonly double _timeoutSeconds;
    private readonly HttpClient _http;
    private readonly Uri _url;
    private volatile string _limit;

    /// <param name="party">Who is asked, with which key.</param>
    /// <param name="timeoutSeconds">Seconds for a whole answer, above 0.</param>
    /// <param name="maxAnswerTokens">Tokens of the longest answer that is asked for: bounds what is read.</param>
    public ChatEndpoint(ServiceParty party, double timeoutSeconds, int maxAnswerTokens)
    {
        (_party, _timeoutSeconds) = (party, timeoutSeconds);
        _url = new Uri($"{party.Address.Uri.ToString().TrimEnd('/')}/chat/completions");
        _limit = party.Address.IsOpenAi ? ChatBody.MaxCompletionTokens : ChatBody.MaxTokens;
        _http = new HttpClient(new ServiceHandler(party.Key, BytesAround + ((long)BytesPerToken * maxAnswerTokens))
        {
            // A key must go nowhere but where it was meant to, so no redirect is followed.
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = !party.Address.Uri.IsLoopback,
                ConnectTimeout = TimeSpan.FromSeconds(timeoutSeconds),
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc />
    /// <exception cref="ServiceFailure">There is no whole answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(_timeoutSeconds));
        ChatMessage[] asked = [.. messages];
        var party = options?.ModelId is { Length: > 0 } model ? _party with { Model = model } : _party;
        try
        {
            var limit = _limit;
            try
            {
                return await SendAsync(asked, options ?? new ChatOptions(), limit, party, timeout.Token).ConfigureAwait(false);
            }
            catch (ServiceFailure failure) when (failure.Parameter is { } refused && refused == limit)
            {
                // Services disagree about the name; the other one is tried before anybody is bothered.
                _limit = limit == ChatBody.MaxTokens ? ChatBody.MaxCompletionTokens : ChatBody.MaxTokens;
                return await SendAsync(asked, options ?? new ChatOptions(), _limit, party, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceFailure(
                string.Create(CultureInfo.InvariantCulture, $"{_party.Address.Name} gave no whole answer within {_timeoutSeconds:0.##} s"),
                mayPass: true,
                exception) { MayCost = true };
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ServiceFailure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw StatusReading.Causes(exception).OfType<TooLongException>().Any()
                ? new ServiceFailure($"{_party.Address.Name} sends more than any answer needs", mayPass: false) { MayCost = true }
                : StatusReading.OfException(exception, party);
        }
    }

    /// <inheritdoc />
    /// <remarks>The answer comes in one piece: its probabilities are of use only when it is whole.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<ChatResponse> SendAsync(
        ChatMessage[] messages, ChatOptions options, string limit, ServiceParty party, CancellationToken cancellationToken)
    {
        var sent = new List<string>();
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(ChatBody.Write(messages, options, limit, sent)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw StatusReading.OfStatus(response, body, sent, party);
        }

        using var json = JsonDocument.Parse(body);
        return ServiceError.Inside(json.RootElement, out var mayPass) is { } error
            ? throw StatusReading.OfError(error, body, mayPass, isWhole: true, sent, party)
            : ChatReading.Read(json.RootElement, party);
    }
}
