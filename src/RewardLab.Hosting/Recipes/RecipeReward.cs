using System.Runtime.CompilerServices;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>A reward in a recipe: its description as a tree, and the reward itself, made when first asked and disposed when the recipe ends.</summary>
/// <remarks>Scores are remembered by image batch, and a model that several rewards use is made once. Not thread-safe: one caller at a time.</remarks>
public sealed class RecipeReward : IRewardWrapper
{
    private readonly RecipeSession _session;
    private readonly string? _name;
    private readonly ConditionalWeakTable<ImagePool, ImageScores> _poolScores = [];
    private IRewardModel? _model;

    internal RecipeReward(RewardNode node, RecipeSession session, string? name = null)
    {
        Node = node;
        _session = session;
        _name = name;
    }

    /// <summary>The description: what presets hold and inspectors edit.</summary>
    public RewardNode Node { get; }

    /// <inheritdoc />
    public string Name => _name ?? Model.Name;

    /// <summary>The variants of TextNorm in it with their scales or temperatures, such as "min-max, scale 10"; empty where nothing in it is
    /// calibrated.</summary>
    public string TextNormSettings => TextNormNotes.Create(Node);

    /// <inheritdoc />
    public IRewardModel Inner => Model;

    /// <inheritdoc />
    public ImageReading? ImageReading => Model.ImageReading;

    private IRewardModel Model => _model ??= _session.Build(Node);

    /// <summary>The same reward under another name in tables and files.</summary>
    public RecipeReward Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new RecipeReward(Node, _session, name) { _model = _model };
    }

    /// <inheritdoc />
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
        Model.Score(images, prompts, cancellationToken);

    /// <inheritdoc />
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) =>
        Model.ScorePairs(images, pairs, cancellationToken);

    /// <summary>Scores every image against every prompt, [images, prompts].</summary>
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts) => Score(images, prompts, RecipeSession.Current.Cancellation);

    /// <summary>Scores a pool's images against its prompt, [images].</summary>
    public double[] Score(ImagePool pool) => [.. ScoreImages(pool).Values];

    /// <summary>Scores a pool's images against its prompt, with what orders them.</summary>
    public ImageScores ScoreImages(ImagePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var cancellationToken = RecipeSession.Current.Cancellation;
        if (!_poolScores.TryGetValue(pool, out var scores))
        {
            pool.RequireReading(ImageReading, Name);
            scores = this.ScoreImages(pool.Images, pool.Prompt, cancellationToken);
            _poolScores.Add(pool, scores);
        }

        return scores;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // The session disposes what it made; a recipe may still use the reward elsewhere.
    }
}
