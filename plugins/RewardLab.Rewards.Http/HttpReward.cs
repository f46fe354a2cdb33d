using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Calls;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Rewards.Http.Requests;

namespace RewardLab.Rewards.Http;

/// <summary>A reward that a service computes. Whatever goes wrong there is a failure here that names it, and never a score.</summary>
/// <param name="options">What is asked, and how.</param>
/// <param name="dialect">Speaks with the service.</param>
/// <param name="address">The service.</param>
/// <param name="token">What no message may hold.</param>
/// <param name="caller">Sends requests; disposed with this reward.</param>
/// <param name="codec">Writes images.</param>
internal sealed class HttpReward(
    HttpRewardOptions options, IClientDialect dialect, RewardAddress address, RewardToken token, ScoreCaller caller, IImageCodec codec) : IRewardModel
{
    private const int MaxWords = 300;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name { get; } = options.Reward.Length > 0 ? $"http({OneLine.Format(options.Reward)})" : "http";

    public ImageReading? ImageReading => options.ImageReading;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        string[] texts = [.. prompts.Distinct(StringComparer.Ordinal)];
        AskedImage[] asked = texts.Length == 0
            ? []
            : [.. Enumerable.Range(0, images.Count).Select(image => new AskedImage(image, texts, [.. Enumerable.Range(image * texts.Length, texts.Length)]))];
        var scores = Ask(images, asked, images.Count * texts.Length, isMatrix: true, cancellationToken);
        var columns = prompts.Select(prompt => Array.IndexOf(texts, prompt)).ToArray();
        return new ScoreMatrix(
            [.. Enumerable.Range(0, images.Count).SelectMany(image => columns.Select(column => scores[(image * texts.Length) + column]))],
            images.Count,
            prompts.Count);
    }

    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        var places = new Dictionary<ImagePromptPair, int>();
        foreach (var pair in pairs)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(pair.Image, nameof(pairs));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pair.Image, images.Count, nameof(pairs));
            places.TryAdd(pair, places.Count);
        }

        AskedImage[] asked =
        [
            .. places.GroupBy(place => place.Key.Image)
                .Select(image => new AskedImage(image.Key, [.. image.Select(place => place.Key.Prompt)], [.. image.Select(place => place.Value)])),
        ];
        var scores = Ask(images, asked, places.Count, isMatrix: false, cancellationToken);
        return new ScoreMatrix([.. pairs.Select(pair => scores[places[pair]])], pairs.Count, 1);
    }

    public void Dispose() => caller.Dispose();

    private double[] Ask(ImageBatch images, IReadOnlyList<AskedImage> asked, int count, bool isMatrix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var prompt in asked.SelectMany(image => image.Prompts).Distinct(StringComparer.Ordinal))
        {
            RequireUnicode(prompt);
        }

        var plan = RequestPlan.Create(asked, dialect.HoldsSeveralPrompts, options.ImagesPerRequest, images.Width * images.Height, isMatrix);
        var files = new ImageFileCache(images, codec, options.ImageFormat, options.JpegQuality);
        var scores = new double[count];
        var failures = new Exception?[plan.Count];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The contract is synchronous; no thread waits for another of this pool here, because none of the requests needs this one.
            Parallel.ForEachAsync(
                Enumerable.Range(0, plan.Count),
                new ParallelOptions { MaxDegreeOfParallelism = options.ParallelRequests, CancellationToken = stop.Token },
                async (request, requestToken) => failures[request] = await AskAsync(plan[request], files, scores, stop, requestToken)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && Array.Exists(failures, failure => failure is not null))
        {
            // The failure that stopped the others is thrown below.
        }

        return Array.Find(failures, failure => failure is not null) is { } failure ? throw failure : scores;
    }

    private async Task<Exception?> AskAsync(
        PlannedRequest request, ImageFileCache files, double[] scores, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            var images = new List<ReadOnlyMemory<byte>>(request.Images.Count);
            foreach (var image in request.Images)
            {
                cancellationToken.ThrowIfCancellationRequested();
                images.Add(files[image]);
            }

            var question = new ScoreQuestion(images, request.Prompts, options.Reward, request.IsMatrix);
            var answer = await caller.AskAsync(dialect.ContentType, dialect.Write(question), dialect.Refusal, cancellationToken);
            Place(request, dialect.Read(answer, question), scores);
            return null;
        }
        catch (CallFailedException exception)
        {
            await stop.CancelAsync();
            return Failure($"{exception.Message} ({Images(request)})", exception);
        }
        catch (UnreadableAnswerException exception)
        {
            await stop.CancelAsync();
            return Failure($"answers with {Words(exception.Message)} ({Images(request)}); check options 'dialect' and 'url'");
        }
        catch (RewardLabException exception)
        {
            await stop.CancelAsync();
            return exception;
        }
    }

    private void Place(PlannedRequest request, IReadOnlyList<ServedScore> answers, double[] scores)
    {
        var bad = answers.Count(answer => answer.Problem is not null || !double.IsFinite(answer.Value));
        var others = bad > 1 ? string.Create(CultureInfo.InvariantCulture, $"; {bad - 1} more of this request failed") : "";
        var next = 0;
        for (var i = 0; i < request.Images.Count; i++)
        {
            for (var prompt = 0; prompt < request.Prompts[i].Count; prompt++)
            {
                var answer = answers[next++];
                var what = string.Create(
                    CultureInfo.InvariantCulture, $"image {request.Images[i]} against \"{OneLine.Short(request.Prompts[i][prompt])}\"");
                if (answer.Problem is { } problem)
                {
                    throw Failure($"cannot score {what}: \"{Words(problem)}\"{others}", image: request.Images[i]);
                }

                scores[request.Places[i][prompt]] = double.IsFinite(answer.Value)
                    ? answer.Value
                    : throw new ScoreNotFiniteException(
                        $"Reward 'http': {address.Target} scores {what} as {answer.Value.ToString(CultureInfo.InvariantCulture)}{others}; "
                        + "scores must be finite. Check the service's reward.")
                    {
                        Image = request.Images[i],
                    };
            }
        }
    }

    private RewardLabException Failure(string problem, Exception? cause = null, int? image = null)
    {
        var message = $"Reward 'http': {address.Target} {problem}.";
        return cause is null ? new RewardLabException(message) { Image = image } : new RewardLabException(message, cause) { Image = image };
    }

    private string Words(string text) => OneLine.Format(token.Cleaned(text), MaxWords).TrimEnd('.');

    private static string Images(PlannedRequest request) => request.Images.Count == 1
        ? string.Create(CultureInfo.InvariantCulture, $"request of image {request.Images[0]}")
        : string.Create(CultureInfo.InvariantCulture, $"request of images {request.Images.Min()} to {request.Images.Max()}");

    // Half of a character of two parts cannot be sent: it would become another text on the way.
    private static void RequireUnicode(string prompt)
    {
        try
        {
            Strict.GetByteCount(prompt);
        }
        catch (EncoderFallbackException exception)
        {
            throw new RewardLabException(
                $"Reward 'http': the prompt \"{OneLine.Short(prompt)}\" is not valid Unicode, so it cannot be sent. Correct it.", exception);
        }
    }
}
