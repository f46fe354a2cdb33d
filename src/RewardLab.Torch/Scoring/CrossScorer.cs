using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Scoring;

/// <summary>A model as a reward: scores grids so that each image and each text, however often it stands in a call, is encoded once.</summary>
/// <remarks>
/// Images are preprocessed on another thread while the model runs. A batch that does not fit into memory is halved, and stays so. A text that
/// the model sees only in part is reported once. Not thread-safe: one caller at a time.
/// </remarks>
public sealed class CrossScorer : IImageEmbedder
{
    private readonly ICrossScoringModel _model;
    private readonly Action<string> _log;
    private readonly CutTexts _cuts;
    private readonly BatchSize _batchSize;

    /// <summary>Makes a reward of a model.</summary>
    /// <param name="name">Name for tables and reports.</param>
    /// <param name="model">The model; disposed with the reward.</param>
    /// <param name="batchSize">Images a forward pass; 0 to choose by free memory.</param>
    /// <param name="log">Writes a line for the user; null for nobody.</param>
    /// <param name="settings">Keep a size chosen by free memory with the run; null for not.</param>
    public CrossScorer(string name, ICrossScoringModel model, int batchSize = 0, Action<string>? log = null, IRecordedSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(batchSize);
        Name = name;
        _model = model;
        _log = log ?? (static _ => { });
        _cuts = new CutTexts(name, model.CutTokens, line => _log(line));
        _batchSize = new BatchSize(
            batchSize,
            model,
            line => _log($"{name}: {line}"),
            settings is null ? static (_, choose) => choose() : (what, choose) => settings.GetOrAdd($"{name}: {what}", choose));
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public ImageReading? ImageReading { get; init; }

    /// <inheritdoc />
    public bool IgnoresPrompts { get; init; }

    /// <inheritdoc />
    /// <exception cref="RewardLabException">An image cannot be preprocessed, one image alone does not fit into memory, or a score is not finite.</exception>
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        if (images.Count == 0 || prompts.Count == 0)
        {
            return new ScoreMatrix([], images.Count, prompts.Count);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var texts = new DistinctItems<string>(prompts, StringComparer.Ordinal);
        var distinct = DistinctImages.Find(images);
        _cuts.Report(texts.Items);
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        using var prepared = _batchSize.Try(size => _model.Prepare(texts.Items, size, cancellationToken));
        // [distinct images, distinct texts]
        var scores = InBatches(images, distinct, (pixels, _) => prepared.Score(pixels, cancellationToken), cancellationToken);
        RequireFinite(scores, i => texts.Items[i % texts.Items.Count]);

        var values = new float[images.Count * prompts.Count]; // [images, prompts]
        for (var image = 0; image < images.Count; image++)
        {
            for (var prompt = 0; prompt < prompts.Count; prompt++)
            {
                values[(image * prompts.Count) + prompt] = scores[(distinct.IndexOf[image] * texts.Items.Count) + texts.IndexOf[prompt]];
            }
        }

        return new ScoreMatrix(values, images.Count, prompts.Count);
    }

    /// <inheritdoc />
    /// <remarks>Every image and every text that is named is encoded once; where a text looks at images, it looks at those alone that it is paired
    /// with.</remarks>
    /// <exception cref="RewardLabException">An image cannot be preprocessed, one image alone does not fit into memory, or a score is not finite.</exception>
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
        {
            return new ScoreMatrix([], 0, 1);
        }

        cancellationToken.ThrowIfCancellationRequested();
        // Texts in an order of their own: last bits then depend on which of them are encoded together, not on the order of the pairs.
        string[] texts = [.. pairs.Select(pair => pair.Prompt).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var named = new DistinctItems<int>([.. pairs.Select(pair => pair.Image)], EqualityComparer<int>.Default);
        var own = named.Items.SequenceEqual(Enumerable.Range(0, images.Count)) ? images : images.Select(named.Items);
        var distinct = DistinctImages.Find(own);
        var entries = new DistinctItems<(int Image, int Text)>(
            [.. pairs.Select((_, i) => (distinct.IndexOf[named.IndexOf[i]], Array.BinarySearch(texts, pairs[i].Prompt, StringComparer.Ordinal)))],
            EqualityComparer<(int, int)>.Default);
        int[] order = [.. Enumerable.Range(0, entries.Items.Count).OrderBy(i => entries.Items[i])];
        (int Image, int Text)[] sorted = [.. order.Select(i => entries.Items[i])];
        _cuts.Report(texts);
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        using var prepared = _batchSize.Try(size => _model.Prepare(texts, size, cancellationToken));
        var scores = InBatches(
            own, distinct, (pixels, first) => prepared.ScorePairs(pixels, Within(sorted, first, pixels.Count), cancellationToken), cancellationToken);
        RequireFinite(scores, i => texts[sorted[i].Text]);

        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        return new ScoreMatrix([.. entries.IndexOf.Select(entry => scores[places[entry]])], pairs.Count, 1);
    }

    /// <inheritdoc />
    public float[][]? Embed(ImageBatch images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var cancellation = ForwardCancellation.Within(cancellationToken);
        var embeddings = new List<float[]>(images.Count);
        while (embeddings.Count < images.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = embeddings.Count;
            var rows = _batchSize.Try(size => _model.Embed(_model.Preprocessor.PreprocessValues(images.Slice(start, Math.Min(size, images.Count - start)))));
            if (rows is null)
            {
                return null;
            }

            embeddings.AddRange(rows);
        }

        return [.. embeddings];
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    // The entries of some images, counted from the first of them; entries are sorted by image.
    private static (int Image, int Text)[] Within((int Image, int Text)[] entries, int first, int count)
    {
        var start = Array.FindIndex(entries, entry => entry.Image >= first);
        return [.. entries.Skip(start).TakeWhile(entry => entry.Image < first + count).Select(entry => (entry.Image - first, entry.Text))];
    }

    // What is told of each batch, one after the other: score gets pixels and the place of the first of them among the distinct images.
    private float[] InBatches(ImageBatch images, DistinctImages distinct, Func<PixelBatch, int, float[]> score, CancellationToken cancellationToken) =>
        ScoringLanes.Count(_model, Math.Min(_batchSize.Current, distinct.Items.Count)) > 1
            ? InLanes(images, distinct, score, cancellationToken)
            : InTurn(images, distinct, score, cancellationToken);

    // All images of a call, though no more at once than a batch: lanes that waited for each other after every batch would be idle for part of the time.
    private float[] InLanes(ImageBatch images, DistinctImages distinct, Func<PixelBatch, int, float[]> score, CancellationToken cancellationToken) =>
        _batchSize.Try(size => ScoringLanes.Score(
            _model,
            Math.Max(1, ScoringLanes.Count(_model, Math.Min(size, distinct.Items.Count))),
            size,
            distinct.Items.Count,
            (start, length) => score(Preprocess(images, distinct, [.. distinct.Items.Skip(start).Take(length)]), start),
            cancellationToken));

    private float[] InTurn(ImageBatch images, DistinctImages distinct, Func<PixelBatch, int, float[]> score, CancellationToken cancellationToken)
    {
        var scores = new List<float>();
        var chunks = distinct.Items.Chunk(_batchSize.ForPreprocessing(images.BytesPerImage)).ToArray();
        var next = Task.Run(() => Preprocess(images, distinct, chunks[0]), CancellationToken.None);
        try
        {
            for (int chunk = 0, done = 0; chunk < chunks.Length; chunk++)
            {
                var pixels = next.GetAwaiter().GetResult();
                var following = chunk + 1;
                next = following < chunks.Length
                    ? Task.Run(() => Preprocess(images, distinct, chunks[following]), CancellationToken.None)
                    : Task.FromResult(pixels);
                for (var start = 0; start < pixels.Count;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var (first, count) = (start, 0);
                    var before = done;
                    scores.AddRange(_batchSize.Try(size => score(pixels.Slice(first, count = Math.Min(size, pixels.Count - first)), before)));
                    (start, done) = (start + count, done + count);
                }
            }
        }
        finally
        {
            // Its failure, if it has one, is not seen by anyone any more; its work must end before the model goes.
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
        }

        return [.. scores];
    }

    private PixelBatch Preprocess(ImageBatch images, DistinctImages distinct, int[] indices) =>
        _model.Preprocessor.PreprocessValues(images.Select(indices)) with { Keys = Array.ConvertAll(indices, distinct.KeyOf) };

    private void RequireFinite(float[] scores, Func<int, string> textOf)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                throw new RewardLabException(
                    $"{Name}: the score against \"{textOf(i)}\" is {scores[i]}; the weights are damaged, or the precision is too low for them: "
                    + "try precision float32.");
            }
        }
    }
}
