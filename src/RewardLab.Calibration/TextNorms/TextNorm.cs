using RewardLab.Abstractions;

namespace RewardLab.Calibration.TextNorms;

/// <summary>A reward calibrated by its own scores of contrastive prompts (Kim et al., ICLR 2024, equation 1):
/// r^X(x0, y) = exp(r(x0, y)/tau) / sum over x in {x0} and the contrastive prompts of exp(r(x, y)/tau); or that with tau = (max - min)/scale of each image's
/// scores, as its authors ran it.</summary>
/// <remarks>
/// What depends on the image alone cancels, and what is left says how sure the reward is that the image shows this prompt rather than its alternatives.
/// Every call asks the inner reward for one grid, images x every text needed, each text once; contrastive sets are made once for each prompt.
/// Not thread-safe: one caller at a time.
/// </remarks>
public sealed class TextNorm : IRewardModel
{
    // A service sees new prompts for months.
    private const int MaxRemembered = 65_536;

    private readonly IRewardModel _inner;
    private readonly IPromptGenerator _generator;
    private readonly TextNormOptions _options;
    private readonly Dictionary<string, IReadOnlyList<string>> _contrastivePrompts = new(StringComparer.Ordinal);

    /// <summary>Creates the calibrated form of a reward.</summary>
    /// <param name="inner">The reward; disposed with this one.</param>
    /// <param name="generator">The source of contrastive prompts; disposed with this one where it is disposable.</param>
    /// <param name="options">Variant, and its scale or temperature.</param>
    /// <exception cref="RewardLabException">An option is out of range, or the reward ignores prompts, which leaves nothing to compare.</exception>
    public TextNorm(IRewardModel inner, IPromptGenerator generator, TextNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(generator);
        OptionsCheck.Require(options, nameof(TextNorm));
        RequirePrompts(inner);
        _inner = inner;
        _generator = generator;
        _options = options;
    }

    /// <summary>Variant, and its scale or temperature.</summary>
    public TextNormOptions Options => _options;

    /// <summary>The reward that is calibrated; owned by this one.</summary>
    public IRewardModel Inner => _inner;

    /// <summary>"TextNorm(" and the inner reward's name and ")".</summary>
    public string Name => $"TextNorm({_inner.Name})";

    /// <inheritdoc />
    public ImageReading? ImageReading => _inner.ImageReading;

    /// <summary>Refuses a reward that ignores prompts, which leaves nothing to compare.</summary>
    /// <exception cref="RewardLabException">It does.</exception>
    public static void RequirePrompts(IRewardModel reward)
    {
        ArgumentNullException.ThrowIfNull(reward);
        if (reward.IgnoresPrompts)
        {
            throw new RewardLabException(
                $"TextNorm of {reward.Name} means nothing: its scores do not depend on the prompt, so every image would get the same share. "
                + $"Use {reward.Name} without TextNorm.");
        }
    }

    /// <inheritdoc />
    /// <returns>The prompts' shares, 0 to 1, ordered by their log-odds, or logit differences, [images, prompts].</returns>
    /// <exception cref="RewardLabException">The generator cannot handle a prompt or gives it no contrastive prompts,
    /// or the inner reward's score is not finite.</exception>
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0)
        {
            return new ScoreMatrix([], images.Count, 0);
        }

        var texts = new TextIndex();
        var columns = prompts.Distinct(StringComparer.Ordinal).ToDictionary(
            prompt => prompt,
            prompt => (Own: texts.Add(prompt), ContrastivePrompts: ContrastivePromptsOf(prompt, cancellationToken).Select(texts.Add).ToArray()),
            StringComparer.Ordinal);

        var inner = _inner.Score(images, texts.Texts, cancellationToken); // [images, texts]
        RequireFinite(inner, images.Count, texts.Texts.Count, i => i / texts.Texts.Count, i => texts.Texts[i % texts.Texts.Count]);

        var odds = new double[images.Count * prompts.Count]; // [images, prompts]
        var keys = new double[odds.Length];
        for (var image = 0; image < images.Count; image++)
        {
            var row = inner.Row(image);
            for (var prompt = 0; prompt < prompts.Count; prompt++)
            {
                var (own, contrastivePrompts) = columns[prompts[prompt]];
                var scores = new double[contrastivePrompts.Length];
                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] = row[contrastivePrompts[i]];
                }

                (odds[(image * prompts.Count) + prompt], keys[(image * prompts.Count) + prompt]) = Normalise(row[own], scores);
            }
        }

        return Grid(odds, keys, images.Count, prompts.Count);
    }

    /// <inheritdoc />
    /// <remarks>Each image meets its own prompts and their contrastive prompts alone.</remarks>
    /// <exception cref="RewardLabException">The generator cannot handle a prompt or gives it no contrastive prompts, or the inner reward's score is not
    /// finite.</exception>
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        var asked = new Dictionary<ImagePromptPair, int>();
        var places = pairs.Select(pair => (Own: Place(pair),
            ContrastivePrompts: ContrastivePromptsOf(pair.Prompt, cancellationToken).Select(text => Place(pair with { Prompt = text })).ToArray())).ToArray();
        ImagePromptPair[] entries = [.. asked.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
        var inner = _inner.ScorePairs(images, entries, cancellationToken);
        RequireFinite(inner, entries.Length, 1, i => entries[i].Image, i => entries[i].Prompt);
        var scores = inner.Column(0);
        var normalised = Array.ConvertAll(
            places, place => Normalise(scores[place.Own], Array.ConvertAll(place.ContrastivePrompts, contrastivePrompt => scores[contrastivePrompt])));
        return Grid(Array.ConvertAll(normalised, entry => entry.Odds), Array.ConvertAll(normalised, entry => entry.Key), pairs.Count, 1);

        int Place(ImagePromptPair pair)
        {
            if (!asked.TryGetValue(pair, out var place))
            {
                asked.Add(pair, place = asked.Count);
            }

            return place;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _inner.Dispose();
        (_generator as IDisposable)?.Dispose();
    }

    // Log-odds of the prompt's share, and what orders it.
    private (double Odds, double Key) Normalise(double own, double[] contrastivePrompts)
    {
        if (_options.EffectiveVariant == TextNormVariant.MinMax)
        {
            return (ContrastiveSoftmax.MinMaxLogOdds(own, contrastivePrompts, _options.EffectiveValue),
                ContrastiveSoftmax.MinMaxOrder(own, contrastivePrompts, _options.EffectiveValue));
        }

        var odds = ContrastiveSoftmax.LogitDifference(own, contrastivePrompts, _options.EffectiveValue);
        return (odds, odds);
    }

    private ScoreMatrix Grid(double[] odds, double[] keys, int rowCount, int columnCount) => _options.EffectiveVariant == TextNormVariant.LogitDifference
        ? new ScoreMatrix(odds, rowCount, columnCount)
        : new ScoreMatrix(Array.ConvertAll(odds, ContrastiveSoftmax.ShareOf), rowCount, columnCount) { OrderKeys = keys, LogOdds = odds };

    /// <summary>The contrastive prompts that a prompt is compared with; made when they are first needed, and kept for a while.</summary>
    /// <exception cref="RewardLabException">The generator cannot handle the prompt or gives it no contrastive prompts.</exception>
    public IReadOnlyList<string> ContrastivePromptsOf(string prompt, CancellationToken cancellationToken)
    {
        if (!_contrastivePrompts.TryGetValue(prompt, out var contrastivePrompts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var given = _generator.Generate(prompt, cancellationToken).ContrastivePrompts;
            contrastivePrompts = _options.EffectiveVariant == TextNormVariant.MinMax ? ContrastivePromptSet.Create(prompt, given) : given;
            if (contrastivePrompts.Count == 0)
            {
                throw new RewardLabException(
                    $"{Name}: generator {_generator.Name} returns no contrastive prompts for \"{prompt}\"{(given.Count > 0 ? " except itself" : "")}, "
                    + "so every image would score 1. Use another generator for it.");
            }

            if (_contrastivePrompts.Count >= MaxRemembered)
            {
                _contrastivePrompts.Clear();
            }

            _contrastivePrompts.Add(prompt, contrastivePrompts);
        }

        return contrastivePrompts;
    }

    private void RequireFinite(ScoreMatrix grid, int rowCount, int columnCount, Func<int, int> imageOf, Func<int, string> textOf)
    {
        if (grid.ImageCount != rowCount || grid.PromptCount != columnCount)
        {
            throw new RewardLabException(
                $"{_inner.Name} returned {grid.ImageCount} x {grid.PromptCount} scores for {rowCount} x {columnCount} images and prompts. "
                + "This is a bug in that reward.");
        }

        var bad = 0;
        foreach (var value in grid.AsSpan())
        {
            if (!double.IsFinite(value))
            {
                throw new RewardLabException(
                    $"{_inner.Name} scores image {imageOf(bad)} against \"{textOf(bad)}\" as {value}; scores must be finite. Check the model and the image.");
            }

            bad++;
        }
    }
}
