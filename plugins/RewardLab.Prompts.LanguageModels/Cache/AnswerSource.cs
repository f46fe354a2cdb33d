using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Examples;
using RewardLab.Prompts.LanguageModels.Messages;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels.Cache;

/// <summary>Answers from the cache, and from the model where they are not there. A question that is under way is not asked twice.
/// Safe from any thread.</summary>
internal sealed class AnswerSource(
    LanguageModelOptions options,
    ServiceAddress address,
    PromptBook book,
    AnswerCache<CachedAnswer> cache,
    Caller caller,
    TimeProvider time,
    Action<string> log) : IDisposable
{
    private readonly string _examples = book.Sha256;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _underWay = new(StringComparer.Ordinal);

    /// <summary>The texts that a question is answered with, and the answer they were read from.</summary>
    /// <exception cref="NoListException">The model answers something else.</exception>
    /// <exception cref="RewardLabException">There is no answer.</exception>
    public async Task<(IReadOnlyList<string> Texts, CachedAnswer Answer)> GetAsync(Question question, CancellationToken cancellationToken)
    {
        var key = AnswerKey.Create(question, address, options);
        var gate = _underWay.GetOrAdd(key, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return Cached(question, key) ?? await AskAsync(question, key, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => caller.Dispose();

    // What cannot be read any more is asked for again.
    private (IReadOnlyList<string> Texts, CachedAnswer Answer)? Cached(Question question, string key)
    {
        try
        {
            return cache.Find(key) is { } answer ? (Texts(question, answer.Answer), answer) : null;
        }
        catch (NoListException)
        {
            return null;
        }
    }

    // Markup that the prompt itself holds may belong to the texts; the names of categories hold none.
    private static IReadOnlyList<string> Texts(Question question, string answer) => ListParser.Parse(answer, question.Count > 0 ? question.Prompt : "");

    private async Task<(IReadOnlyList<string> Texts, CachedAnswer Answer)> AskAsync(Question question, string key, CancellationToken cancellationToken)
    {
        if (options.Offline)
        {
            throw new RewardLabException(
                $"no answer of model '{options.Model}' at {address.Name} is cached, and option 'offline' allows no call; run once without it.");
        }

        var answer = await caller.AskAsync(question, cancellationToken);
        var texts = Texts(question, answer.Text);
        var entry = new CachedAnswer
        {
            Key = key,
            Time = time.GetUtcNow(),
            Purpose = question.Purpose,
            Prompt = question.Prompt,
            Endpoint = address.Name,
            RequestedModel = options.Model,
            Model = answer.Model.Length > 0 ? answer.Model : options.Model,
            Temperature = options.Temperature,
            TopP = options.TopP,
            FrequencyPenalty = options.FrequencyPenalty,
            Seed = options.Seed,
            ReasoningEffort = options.ReasoningEffort,
            Categories = question.Categories,
            ExamplesSha256 = _examples,
            Count = question.Count,
            ParserVersion = ListParser.Version,
            FinishReason = answer.FinishReason,
            InputTokens = answer.InputTokens,
            OutputTokens = answer.OutputTokens,
            AreTokensEstimated = answer.IsEstimate,
            Answer = answer.Text,
        };
        try
        {
            cache.Keep(entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The answer is paid for: it serves, and will cost again next time.
            log($"Generator 'llm': an answer cannot be cached: {OneLine.Short(exception.Message)}");
        }

        return (texts, entry);
    }
}
