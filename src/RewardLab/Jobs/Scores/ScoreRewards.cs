using RewardLab.Abstractions;
using RewardLab.Calibration;
using RewardLab.Calibration.TextNorms;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Prompts;

namespace RewardLab.Jobs.Scores;

/// <summary>The rewards of one call: each model once, and what is calibrated from it.</summary>
internal sealed class ScoreRewards : IDisposable
{
    private readonly List<IRewardModel> _models = [];
    private IPromptGenerator? _generator;

    private ScoreRewards(IReadOnlyList<(string Name, IRewardModel Reward)> columns, string description) => (Columns, Description) = (columns, description);

    /// <summary>The columns: a name and a reward each.</summary>
    public IReadOnlyList<(string Name, IRewardModel Reward)> Columns { get; }

    /// <summary>Ids and options, for the record.</summary>
    public string Description { get; }

    /// <summary>How image files are read: as the call says, or else as the rewards' options say.</summary>
    /// <exception cref="RewardLabException">The options of two rewards say different things.</exception>
    public ImageReading ReadingOf(ScoreRequest request) => request.ImageReading ?? _models.CommonImageReading() ?? ImageReading.Shown;

    /// <summary>Creates the rewards that a request names, each model once.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="components">Makes them.</param>
    /// <param name="prompts">The generator of contrastive prompts, where it already exists; null to make the one that is asked for.</param>
    /// <exception cref="RewardLabException">A reward or generator cannot be made.</exception>
    public static ScoreRewards Create(ScoreRequest request, IComponentCatalog components, IPromptGenerator? prompts = null)
    {
        var references = request.Rewards.Select(id => new ComponentReference(id)).ToList();
        if (request.ModelFolder is { } folder)
        {
            references.Add(new ComponentReference(
                FolderRecognizer.Recognize(folder).Reward, new Dictionary<string, object?>(StringComparer.Ordinal) { ["model"] = folder }));
        }

        references = [.. RewardSettings.Apply(request.Settings, references)];
        var columns = new List<(string Name, IRewardModel Reward)>();
        var choice = request.Generator is { } id && prompts is null ? GeneratorChoice.Parse(id, request.GeneratorSettings, [], components.Components) : null;
        var made = new ScoreRewards(
            columns,
            string.Join(
                '\n',
                references.Select(reference => Describe(reference, components.Components)).Append(
                    $"{choice?.Describe() ?? request.Generator} {request.TextNorm.EffectiveVariant} "
                    + $"{request.TextNorm.EffectiveValue:R}{(request.ImageReading is { } reading ? $" {reading}" : "")}")));
        try
        {
            foreach (var reference in references)
            {
                var model = components.Create<IRewardModel>(reference);
                made._models.Add(model);
                var shared = new MemoisedReward(model);
                columns.Add((Unused(reference.Id, columns), shared));
                if (request.Generator is not null)
                {
                    made._generator = prompts ?? components.Create<IPromptGenerator>(choice!.Reference);
                    columns.Add((Unused($"TextNorm({reference.Id})", columns), new TextNorm(shared, made._generator, request.TextNorm)));
                }
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Refuses prompts that TextNorm cannot score, before hours are spent on others.</summary>
    /// <exception cref="RewardLabException">There is one.</exception>
    public void RequireContrastivePrompts(IEnumerable<string> prompts, CancellationToken cancellationToken)
    {
        if (_generator is { } generator)
        {
            ContrastivePromptCheck.Require(generator, [.. prompts.Distinct(StringComparer.Ordinal)], cancellationToken);
        }
    }

    /// <summary>Lets rewards whose scores cost something tell what all of them will take, TextNorm's contrastive prompts included.</summary>
    /// <param name="batches">Reads the images, and the entries of each batch that are to be scored; called once for each such reward.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void AnnounceCosts(Func<IEnumerable<(ImageBatch Images, IReadOnlyList<ImagePromptPair> Pairs)>> batches, CancellationToken cancellationToken)
    {
        foreach (var (_, reward) in Columns)
        {
            if (reward is not TextNorm && reward.Find<IMeteredReward>() is { } metered)
            {
                var norm = Columns.Select(column => column.Reward).OfType<TextNorm>().FirstOrDefault(norm => norm.Inner == reward);
                metered.Announce(batches().Select(batch => (batch.Images, WithContrastivePrompts(norm, batch.Pairs, cancellationToken))), cancellationToken);
            }
        }
    }

    /// <summary>Asks every column, in the order of <see cref="Columns"/>. What is calibrated is asked first: it asks its reward for all texts at once, and the
    /// reward's own scores are remembered then.</summary>
    public ScoreMatrix[] Score(Func<IRewardModel, ScoreMatrix> ask)
    {
        var grids = new ScoreMatrix[Columns.Count];
        for (var column = grids.Length - 1; column >= 0; column--)
        {
            grids[column] = ask(Columns[column].Reward);
        }

        return grids;
    }

    public void Dispose()
    {
        foreach (var (_, reward) in Columns)
        {
            reward.Dispose();
        }

        foreach (var model in _models)
        {
            model.Dispose();
        }
    }

    private static IReadOnlyList<ImagePromptPair> WithContrastivePrompts(
        TextNorm? norm, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) => norm is null
            ? pairs
            : [.. pairs.SelectMany(pair => norm.ContrastivePromptsOf(pair.Prompt, cancellationToken).Prepend(pair.Prompt)
                .Select(prompt => pair with { Prompt = prompt }))];

    private static string Unused(string name, List<(string Name, IRewardModel Reward)> columns)
    {
        var unused = name;
        for (var number = 2; columns.Exists(column => column.Name == unused); number++)
        {
            unused = $"{name} {number}";
        }

        return unused;
    }

    // Without options that cannot change results: a call that is resumed may have other ones, such as a higher budget.
    private static string Describe(ComponentReference reference, IReadOnlyList<ComponentDescription> components)
    {
        var component = components.FirstOrDefault(other => other.Kind == ComponentKind.Reward && other.Id == reference.Id);
        var known = component is null ? [] : OptionsDescription.Create(component.OptionsType);
        var options = Flatten(reference.Options, "").Where(option => OptionSettings.Find(known, option.Path)?.IsResultInvariant != true);
        return $"{reference.Id} {string.Join(' ', options.Select(option => $"{option.Path}={option.Value}"))}";
    }

    private static IEnumerable<(string Path, object? Value)> Flatten(IReadOnlyDictionary<string, object?> options, string prefix) =>
        options.OrderBy(option => option.Key, StringComparer.Ordinal).SelectMany(option => option.Value is IReadOnlyDictionary<string, object?> group
            ? Flatten(group, $"{prefix}{option.Key}.")
            : [($"{prefix}{option.Key}", option.Value)]);
}
