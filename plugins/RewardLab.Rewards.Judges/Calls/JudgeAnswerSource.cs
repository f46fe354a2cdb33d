using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Rewards.Judges.Answers;
using RewardLab.Rewards.Judges.Chat;
using RewardLab.Rewards.Judges.Costs;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges.Calls;

/// <summary>Answers from the cache, and from the model where they are not there: so many calls at a time, so much in all, so many attempts at
/// each.</summary>
internal sealed class JudgeAnswerSource : IDisposable
{
    private readonly Lazy<IChatClient> _client;
    private readonly AnswerCache<JudgeAnswer> _cache;
    private readonly Budget _budget;
    private readonly RetryWait _wait;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly ConcurrentDictionary<string, bool> _servedModels = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private double _tokenFactor = 1;
    private bool _hasCounted;
    private long _cacheHits;

    /// <param name="client">Makes the client at the first call; throws where there can be none.</param>
    /// <param name="cache">Where answers are kept.</param>
    /// <param name="budget">What calls may take.</param>
    /// <param name="wait">Waits between attempts.</param>
    /// <param name="time">When an answer was whole.</param>
    /// <param name="log">Told a line where an answer cannot be kept.</param>
    public JudgeAnswerSource(
        Func<IChatClient> client,
        AnswerCache<JudgeAnswer> cache,
        Budget budget,
        RetryWait wait,
        TimeProvider time,
        Action<string> log)
    {
        _client = new Lazy<IChatClient>(client, LazyThreadSafetyMode.PublicationOnly);
        (_cache, _budget, _wait, _time, _log) = (cache, budget, wait, time, log);
    }

    /// <summary>Calls under way at a time.</summary>
    public required int MaxParallel { get; init; }

    /// <summary>Whether the cache alone answers.</summary>
    public required bool IsOffline { get; init; }

    /// <summary>Told, before the first call, how many questions there are, how many of them the cache answers, and what the rest will take at most.</summary>
    public Action<int, int, JudgeSpending>? Announce { get; init; }

    /// <summary>What calls took so far.</summary>
    public JudgeSpending Spent
    {
        get
        {
            var (calls, input, output) = _budget.Spent;
            return new JudgeSpending(calls, input, output);
        }
    }

    /// <summary>Answers that came from the cache so far.</summary>
    public long CacheHits => Interlocked.Read(ref _cacheHits);

    /// <summary>The models that answered so far, by their own accounts.</summary>
    public IReadOnlyList<string> ServedModels => [.. _servedModels.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The answer to a question that the cache holds; null where it holds none.</summary>
    public JudgeAnswer? Cached(JudgeQuestion question) => _cache.Find(question.Key);

    /// <summary>Tokens that a question has, images included: an estimate, corrected by what the service counted so far.</summary>
    public long Estimate(JudgeQuestion question)
    {
        lock (_gate)
        {
            return (long)Math.Ceiling(BareEstimate(question) * _tokenFactor);
        }
    }

    /// <summary>Answers questions, each different one once.</summary>
    /// <returns>The answers by their questions' keys.</returns>
    /// <exception cref="RewardLabException">There is no answer to one of them; those that came are cached.</exception>
    public async Task<IReadOnlyDictionary<string, JudgeAnswer>> GetAsync(IReadOnlyList<JudgeRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentDictionary<string, JudgeAnswer>(StringComparer.Ordinal);
        var missing = new List<JudgeRequest>();
        JudgeRequest[] asked = [.. requests.DistinctBy(request => request.Question.Key, StringComparer.Ordinal)];
        foreach (var request in asked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_cache.Find(request.Question.Key) is { } kept)
            {
                answers[kept.Key] = kept;
                _servedModels[kept.Model] = true;
            }
            else
            {
                missing.Add(request);
            }
        }

        Interlocked.Add(ref _cacheHits, asked.Length - missing.Count);
        if (missing.Count == 0)
        {
            return answers;
        }

        if (IsOffline)
        {
            throw new RewardLabException(
                $"{missing[0].Place}: {missing.Count} of {asked.Length} answers of model '{missing[0].Question.Model}' at "
                + $"{missing[0].Question.Address.Name} are not cached, and option 'offline' allows no call; run once without it.");
        }

        Announce?.Invoke(
            asked.Length,
            asked.Length - missing.Count,
            new JudgeSpending(missing.Count, missing.Sum(request => Estimate(request.Question)), missing.Sum(request => (long)request.Question.MaxTokens)));
        await AskAllAsync(missing, answers, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task AskAllAsync(
        List<JudgeRequest> missing, ConcurrentDictionary<string, JudgeAnswer> answers, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentDictionary<int, RewardLabException>();

        // The first call alone: what the service counts for its image corrects what is set aside for the others before they are made.
        var alone = HasCounted ? 0 : 1;
        foreach (var entry in missing.Index().Take(alone))
        {
            await AskOneAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing.Index().Skip(alone), parallel, AskOneAsync).ConfigureAwait(false);
        if (!failures.IsEmpty)
        {
            var (index, failure) = failures.MinBy(entry => entry.Key);
            throw new RewardLabException($"{missing[index].Place}: {failure.Message}", failure) { Image = missing[index].Image };
        }

        async ValueTask AskOneAsync((int Index, JudgeRequest Item) entry, CancellationToken stop)
        {
            // After a failure no call begins; those under way are paid for, so that their answers are kept.
            if (!failures.IsEmpty)
            {
                return;
            }

            try
            {
                var answer = await AskAsync(entry.Item, stop).ConfigureAwait(false);
                answers[answer.Key] = answer;
                _servedModels[answer.Model] = true;
            }
            catch (RewardLabException exception)
            {
                failures[entry.Index] = exception;
            }
        }
    }

    private async Task<JudgeAnswer> AskAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceFailure failure)
            {
                await _wait.WaitAsync(failure, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<JudgeAnswer> AttemptAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        var client = _client.Value;
        var question = request.Question;
        var estimate = Estimate(question);
        await _budget.ReserveAsync(estimate, question.MaxTokens, cancellationToken).ConfigureAwait(false);
        (long Input, long Output) taken = (0, 0);
        try
        {
            var response = await client.GetResponseAsync(Messages(question), Options(question), cancellationToken).ConfigureAwait(false);
            var isEstimate = response.Usage is not { InputTokenCount: not null, OutputTokenCount: not null };
            taken = isEstimate
                ? (estimate, TokenEstimate.Compute(response.Text))
                : (response.Usage!.InputTokenCount!.Value, response.Usage.OutputTokenCount!.Value);
            Learn(question, taken.Input, isEstimate);
            var answer = Answer(question, response, taken, isEstimate);
            request.Check(answer);
            Keep(answer);
            return answer;
        }
        catch (ServiceFailure failure) when (failure.MayCost && taken == (0, 0))
        {
            taken = (estimate, 0);
            throw;
        }
        finally
        {
            _budget.Charge(estimate, question.MaxTokens, taken.Input, taken.Output);
        }
    }

    private JudgeAnswer Answer(JudgeQuestion question, ChatResponse response, (long Input, long Output) taken, bool isEstimate)
    {
        var reading = new AnswerReading(question.Address.Name, question.Model);
        var candidates = question.TopLogprobs > 0 ? reading.Candidates(response) : [];
        return new JudgeAnswer
        {
            Key = question.Key,
            Time = _time.GetUtcNow(),
            Purpose = question.Purpose,
            Endpoint = question.Address.Name,
            RequestedModel = question.Model,
            Model = response.ModelId ?? question.Model,
            Question = question.Text,
            Images = [.. question.Images.Select(image => image.Sha256)],
            Temperature = question.Temperature,
            Seed = question.Seed,
            FinishReason = response.FinishReason?.Value ?? "",
            InputTokens = taken.Input,
            OutputTokens = taken.Output,
            AreTokensEstimated = isEstimate,
            Answer = question.TopLogprobs > 0 ? response.Text : reading.Text(response),
            Candidates = candidates,
        };
    }

    private void Keep(JudgeAnswer answer)
    {
        try
        {
            _cache.Keep(answer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The answer is paid for: it serves, and will cost again next time.
            _log($"Reward 'vlm': an answer cannot be cached: {OneLine.Short(exception.Message)}");
        }
    }

    private static IEnumerable<ChatMessage> Messages(JudgeQuestion question)
    {
        if (question.Instruction.Length > 0)
        {
            yield return new ChatMessage(ChatRole.System, question.Instruction);
        }

        yield return new ChatMessage(
            ChatRole.User, [.. question.Images.Select(image => new DataContent(image.Png, "image/png")), new TextContent(question.Text)]);
    }

    private static ChatOptions Options(JudgeQuestion question)
    {
        var options = new ChatOptions
        {
            ModelId = question.Model,
            Temperature = (float?)question.Temperature,
            Seed = question.Seed,
            MaxOutputTokens = question.MaxTokens,
            AdditionalProperties = [],
        };
        if (question.TopLogprobs > 0)
        {
            options.AdditionalProperties[ChatProperties.TopLogprobs] = question.TopLogprobs;
        }

        if (question.Detail.Length > 0)
        {
            options.AdditionalProperties[ChatProperties.Detail] = question.Detail;
        }

        return options;
    }

    private static long BareEstimate(JudgeQuestion question) =>
        TokenEstimate.AtMost(question.Instruction, question.Text) + question.Images.Sum(image => ImageTokens.AtMost(image.Height, image.Width));

    private bool HasCounted
    {
        get
        {
            lock (_gate)
            {
                return _hasCounted;
            }
        }
    }

    // Services count images in ways of their own: what they counted so far corrects what is set aside for the next call.
    private void Learn(JudgeQuestion question, long counted, bool isEstimate)
    {
        if (!isEstimate)
        {
            lock (_gate)
            {
                _hasCounted |= question.Images.Count > 0;
                _tokenFactor = Math.Max(_tokenFactor, (double)counted / BareEstimate(question));
            }
        }
    }
}
