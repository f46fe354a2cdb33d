using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>A language model behind an address: one attempt at an answer, streamed, so that it can be cut at any point. Safe from any thread.</summary>
internal sealed class ChatService : IDisposable
{
    // More characters a token than any text has; more bytes a token than any service wraps around one.
    private const int CharactersPerToken = 16;
    private const int BytesPerToken = 1024;
    private const int BytesAround = 64 * 1024;

    private readonly ServiceAddress _address;
    private readonly LanguageModelOptions _options;
    private readonly ServiceKey _key;
    private readonly HttpClient _http;
    private readonly IChatClient _chat;

    public ChatService(ServiceAddress address, ServiceKey key, LanguageModelOptions options)
    {
        (_address, _key, _options) = (address, key, options);
        _http = new HttpClient(new ServiceHandler(key, BytesAround + ((long)BytesPerToken * options.MaxAnswerTokens))
        {
            // A key must go nowhere but where it was meant to, so no redirect is followed.
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !address.Uri.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds) },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        // The key is put on by the handler: the client, its pipeline and their errors never see it.
        var client = new OpenAI.Chat.ChatClient(options.Model, new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = address.Uri,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        });
        _chat = client.AsIChatClient();
    }

    /// <summary>Asks once.</summary>
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
            return await StreamAsync(question, received, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceFailure(string.Create(CultureInfo.InvariantCulture, $"{_address.Name} gave no whole answer within {_options.TimeoutSeconds:0.##} s"), mayPass: true, exception) { MayCost = true };
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ServiceFailure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw FailureReading.Of(exception, _address, _options, _key);
        }
    }

    public void Dispose()
    {
        _chat.Dispose();
        _http.Dispose();
    }

    private async Task<ServiceAnswer> StreamAsync(Question question, StringBuilder received, CancellationToken cancellationToken)
    {
        var model = "";
        ChatFinishReason? finish = null;
        UsageDetails? usage = null;
        var options = new ChatOptions { Temperature = (float)_options.Temperature, FrequencyPenalty = (float)_options.FrequencyPenalty, MaxOutputTokens = _options.MaxAnswerTokens };
        ChatMessage[] messages = [new(ChatRole.System, question.Instruction), new(ChatRole.User, question.Data)];
        await foreach (var update in _chat.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            received.Append(update.Text);
            received.Append(string.Concat(update.Contents.OfType<ErrorContent>().Select(error => error.Message)));
            if (received.Length > (long)CharactersPerToken * _options.MaxAnswerTokens)
            {
                throw FailureReading.TooLong(_options);
            }

            model = update.ModelId is { Length: > 0 } named ? OneLine.Of(named) : model;
            finish = update.FinishReason ?? finish;
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (finish is not { } reason)
        {
            throw new ServiceFailure($"{_address.Name} broke off before the end of its answer", mayPass: true) { MayCost = true };
        }

        if (reason == ChatFinishReason.Length)
        {
            throw FailureReading.TooLong(_options);
        }

        if (reason == ChatFinishReason.ContentFilter)
        {
            throw new ServiceFailure($"{_address.Name} holds the answer back by its content filter", mayPass: false) { MayCost = true };
        }

        var text = _key.Cleaned(received.ToString());
        return new ServiceAnswer(
            text,
            _key.Cleaned(model),
            reason.Value,
            usage?.InputTokenCount ?? TokenEstimate.Of(question.Instruction) + TokenEstimate.Of(question.Data),
            usage?.OutputTokenCount ?? TokenEstimate.Of(text),
            usage?.InputTokenCount is null || usage.OutputTokenCount is null);
    }
}
