using RewardLab.Abstractions;

namespace RewardLab.Rewards.TextNorms;

/// <summary>A reward calibrated by its own scores of contrastive prompts (Kim et al., ICLR 2024, equation 1):
/// r^X(x0, y) = exp(r(x0, y)/tau) / sum over x in {x0} and the contrasts of exp(r(x, y)/tau); or that with tau = (max - min)/scale of each image's scores, as its authors ran it.</summary>
/// <remarks>
/// What depends on the picture alone cancels, and what is left says how sure the reward is that the picture shows this prompt rather than its alternatives.
/// Every call asks the inner reward for one grid, pictures x every text needed, each text once; contrastive sets are made once for each prompt.
/// Not thread-safe: one caller at a time.
/// </remarks>
public sealed class TextNorm : IRewardModel
{
    private readonly IRewardModel _inner;
    private readonly IPromptGenerator _generator;
    private readonly TextNormOptions _options;
    private readonly Dictionary<string, IReadOnlyList<string>> _contrasts = new(StringComparer.Ordinal);

    /// <summary>Calibrates a reward.</summary>
    /// <param name="inner">The reward; disposed with this one.</param>
    /// <param name="generator">The source of contrastive prompts; disposed with this one where it is disposable.</param>
    /// <param name="options">Variant, and its scale or temperature.</param>
    /// <exception cref="RewardLabException">An option is out of range.</exception>
    public TextNorm(IRewardModel inner, IPromptGenerator generator, TextNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(generator);
        OptionsCheck.Require(options, nameof(TextNorm));
        _inner = inner;
        _generator = generator;
        _options = options;
    }

    /// <summary>Variant, and its scale or temperature.</summary>
    public TextNormOptions Options => _options;

    /// <summary>"TextNorm(" and the inner reward's name and ")".</summary>
    public string Name => $"TextNorm({_inner.Name})";

    /// <inheritdoc />
    public ImageReading? ImageReading => _inner.ImageReading;

    /// <inheritdoc />
    /// <returns>The prompts' shares, 0 to 1, ordered by their log-odds, or logit differences, [images, prompts].</returns>
    /// <exception cref="RewardLabException">The generator cannot handle a prompt or gives it no contrasts, or the inner reward's score is not finite.</exception>
    public ScoreGrid Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0)
        {
            return new ScoreGrid([], images.Count, 0);
        }

        var texts = new TextIndex();
        var columns = prompts.Distinct(StringComparer.Ordinal).ToDictionary(
            prompt => prompt,
            prompt => (Own: texts.Add(prompt), Contrasts: ContrastsOf(prompt, cancellationToken).Select(texts.Add).ToArray()),
            StringComparer.Ordinal);

        var inner = _inner.Score(images, texts.Texts, cancellationToken); // [images, texts]
        RequireFinite(inner, images.Count, texts.Texts);

        var odds = new double[images.Count * prompts.Count]; // [images, prompts]
        var keys = _options.EffectiveVariant == TextNormVariant.MinMax ? new double[odds.Length] : odds;
        for (var image = 0; image < images.Count; image++)
        {
            var row = inner.Row(image);
            for (var prompt = 0; prompt < prompts.Count; prompt++)
            {
                var (own, contrasts) = columns[prompts[prompt]];
                var scores = new double[contrasts.Length];
                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] = row[contrasts[i]];
                }

                if (keys != odds)
                {
                    keys[(image * prompts.Count) + prompt] = ContrastiveSoftmax.MinMaxOrder(row[own], scores, _options.EffectiveValue);
                }

                odds[(image * prompts.Count) + prompt] = _options.EffectiveVariant == TextNormVariant.MinMax
                    ? ContrastiveSoftmax.MinMaxLogOdds(row[own], scores, _options.EffectiveValue)
                    : ContrastiveSoftmax.LogitDifference(row[own], scores, _options.EffectiveValue);
            }
        }

        return _options.EffectiveVariant == TextNormVariant.LogitDifference
            ? new ScoreGrid(odds, images.Count, prompts.Count)
            : new ScoreGrid(Array.ConvertAll(odds, ContrastiveSoftmax.ShareOf), images.Count, prompts.Count) { OrderKeys = keys, LogOdds = odds };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _inner.Dispose();
        (_generator as IDisposable)?.Dispose();
    }

    private IReadOnlyList<string> ContrastsOf(string prompt, CancellationToken cancellationToken)
    {
        if (!_contrasts.TryGetValue(prompt, out var contrasts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var given = _generator.Generate(prompt, cancellationToken).Contrasts;
            contrasts = _options.EffectiveVariant == TextNormVariant.MinMax ? ContrastSet.Of(prompt, given) : given;
            if (contrasts.Count == 0)
            {
                throw new RewardLabException(
                    $"{Name}: generator {_generator.Name} gives prompt \"{prompt}\" no contrastive prompts{(given.Count > 0 ? " but itself" : "")}, which would score every picture 1; use another generator for it.");
            }

            _contrasts.Add(prompt, contrasts);
        }

        return contrasts;
    }

    private void RequireFinite(ScoreGrid grid, int imageCount, IReadOnlyList<string> texts)
    {
        if (grid.ImageCount != imageCount || grid.PromptCount != texts.Count)
        {
            throw new RewardLabException(
                $"{_inner.Name} answered a grid of {imageCount} x {texts.Count} with one of {grid.ImageCount} x {grid.PromptCount}; this is a fault of that reward.");
        }

        var bad = 0;
        foreach (var value in grid.AsSpan())
        {
            if (!double.IsFinite(value))
            {
                throw new RewardLabException(
                    $"{_inner.Name} scores picture {bad / texts.Count} against \"{texts[bad % texts.Count]}\" as {value}; rewards must be finite, so look at the model or the picture.");
            }

            bad++;
        }
    }
}
