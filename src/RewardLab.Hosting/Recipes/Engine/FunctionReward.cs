using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>A reward that a function of a recipe computes: its answers are checked as a plugin's are.</summary>
internal sealed class FunctionReward : IRewardModel
{
    private readonly Func<ImageBatch, IReadOnlyList<string>, CancellationToken, ScoreMatrix?> _score;

    private FunctionReward(string name, Func<ImageBatch, IReadOnlyList<string>, CancellationToken, ScoreMatrix?> score) => (Name, _score) = (name, score);

    /// <inheritdoc />
    public string Name { get; }

    private string Title => $"Reward '{Name}'";

    /// <summary>A reward of one image and one prompt at a time.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="score">The score of an image of the batch, by its index, against a prompt.</param>
    /// <param name="concurrency">Calls at a time, at least 1.</param>
    public static FunctionReward PerImage(string name, Func<ImageBatch, int, string, CancellationToken, Task<double>> score, int concurrency) =>
        new(name, (images, prompts, cancellationToken) => Cells(name, images, prompts, score, concurrency, cancellationToken));

    /// <summary>A reward of whole matrices.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="score">Scores, [images, prompts].</param>
    public static FunctionReward PerMatrix(string name, Func<ImageBatch, IReadOnlyList<string>, CancellationToken, Task<ScoreMatrix?>> score) =>
        new(name, (images, prompts, cancellationToken) => Matrix(name, images, prompts, score, cancellationToken));

    /// <inheritdoc />
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        cancellationToken.ThrowIfCancellationRequested();
        var scores = _score(images, prompts, cancellationToken)
            ?? throw new RewardLabException($"{Title} returned nothing. Return a score for each image (row) and prompt (column).");
        if (scores.ImageCount != images.Count || scores.PromptCount != prompts.Count)
        {
            throw new RewardLabException(
                $"{Title} returned {scores.ImageCount} x {scores.PromptCount} scores for {images.Count} images and {prompts.Count} prompts. "
                + "Return a score for each image (row) and prompt (column).");
        }

        RequireFinite(scores.AsSpan(), images.Count, prompts);
        RequireFinite(scores.OrderKeys.Span, images.Count, prompts);
        return scores;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // A function holds nothing of its own.
    }

    private static ScoreMatrix Cells(
        string name,
        ImageBatch images,
        IReadOnlyList<string> prompts,
        Func<ImageBatch, int, string, CancellationToken, Task<double>> score,
        int concurrency,
        CancellationToken cancellationToken)
    {
        var values = new double[images.Count * prompts.Count]; // [images, prompts]
        if (concurrency == 1)
        {
            for (var cell = 0; cell < values.Length; cell++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                values[cell] = Wait(Cell(cell, cancellationToken), cancellationToken);
            }
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
            Wait(
                Parallel.ForAsync(0, values.Length, options, async (cell, token) => values[cell] = await Cell(cell, token).ConfigureAwait(false)),
                cancellationToken);
        }

        return new ScoreMatrix(values, images.Count, prompts.Count);

        async Task<double> Cell(int cell, CancellationToken token)
        {
            var (image, prompt) = (cell / prompts.Count, prompts[cell % prompts.Count]);
            try
            {
                return await score(images, image, prompt, token).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsMistake(exception, token))
            {
                throw new RewardLabException(
                    $"Reward '{name}' failed on image {image + 1} of {images.Count} for the prompt \"{OneLine.Short(prompt)}\": {Reason(exception)}",
                    exception)
                {
                    Image = image,
                };
            }
        }
    }

    private static ScoreMatrix? Matrix(
        string name,
        ImageBatch images,
        IReadOnlyList<string> prompts,
        Func<ImageBatch, IReadOnlyList<string>, CancellationToken, Task<ScoreMatrix?>> score,
        CancellationToken cancellationToken)
    {
        try
        {
            return Wait(score(images, prompts, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (IsMistake(exception, cancellationToken))
        {
            throw new RewardLabException(
                $"Reward '{name}' failed on {images.Count} images and {prompts.Count} prompts, beginning with "
                + $"\"{OneLine.Short(prompts.Count > 0 ? prompts[0] : "")}\": {Reason(exception)}",
                exception);
        }
    }

    // Rewards are called on threads of their own, which have no context that a continuation could wait for.
    private static T Wait<T>(Task<T> task, CancellationToken cancellationToken) => task.WaitAsync(cancellationToken).GetAwaiter().GetResult();

    private static void Wait(Task task, CancellationToken cancellationToken) => task.WaitAsync(cancellationToken).GetAwaiter().GetResult();

    private static bool IsMistake(Exception exception, CancellationToken cancellationToken) =>
        exception is not OutOfMemoryException && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested);

    private static string Reason(Exception exception) => exception is RewardLabException ? exception.Message : OneLine.Format(exception);

    private void RequireFinite(ReadOnlySpan<double> values, int imageCount, IReadOnlyList<string> prompts)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ScoreNotFiniteException(
                    $"{Title} gave the score {values[i]} to image {(i / prompts.Count) + 1} of {imageCount} "
                    + $"for the prompt \"{OneLine.Short(prompts[i % prompts.Count])}\". Scores must be finite numbers.");
            }
        }
    }
}
