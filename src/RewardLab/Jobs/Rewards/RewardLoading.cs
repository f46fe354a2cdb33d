using RewardLab.Abstractions;
using RewardLab.Calibration.Trees;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using RewardLab.Jobs.Scores;
using RewardLab.Serving.Rewards;

namespace RewardLab.Jobs.Rewards;

/// <summary>Makes the rewards that a service is to serve, each model once.</summary>
internal static class RewardLoading
{
    private const int WarmUpSize = 64;
    private const byte Grey = 128;

    /// <summary>Reads what a command line names.</summary>
    /// <param name="rewards">Ids, and names with files of reward trees.</param>
    /// <param name="heldOut">The same of held-out rewards; a reward may be both.</param>
    /// <param name="settings">Options of rewards that are named by their ids.</param>
    /// <exception cref="RecipeUsageException">A name is given twice, or a setting does not fit.</exception>
    /// <exception cref="RewardLabException">A file cannot be read.</exception>
    public static (IReadOnlyList<RewardSource> Served, IReadOnlyList<RewardSource> HeldOut) Read(
        IEnumerable<string> rewards, IEnumerable<string> heldOut, IReadOnlyList<string> settings)
    {
        var (served, watching) = (Parse(rewards, "--reward"), Parse(heldOut, "--held-out"));
        RewardSource[] sources = [.. served, .. watching];
        ComponentReference[] named = [.. sources.Select(source => source.Tree).OfType<RewardModelNode>().Select(node => node.Component)];
        var changed = new Queue<ComponentReference>(RewardSettings.Apply(settings, named));
        sources = [.. sources.Select(source => source.Tree is RewardModelNode ? source with { Tree = new RewardModelNode(changed.Dequeue()) } : source)];
        return (sources[..served.Length], sources[served.Length..]);
    }

    /// <summary>Refuses what cannot be made, before anybody is told an address.</summary>
    /// <param name="sources">The rewards.</param>
    /// <param name="plugins">Know the components.</param>
    /// <param name="devices">What option --devices says; null where it is not given.</param>
    /// <exception cref="RecipeUsageException">A reward's own option names a device, too.</exception>
    /// <exception cref="RewardLabException">A component does not exist, or does not take its options.</exception>
    public static void Require(IEnumerable<RewardSource> sources, PluginHost plugins, string? devices)
    {
        foreach (var source in sources)
        {
            plugins.Require(source.Tree);
            if (devices is not null
                && RewardTreeComponents.Of(source.Tree).Select(part => part.Component)
                    .FirstOrDefault(part => part.Options.ContainsKey(DeviceCatalog.Option)) is { } chosen)
            {
                throw new RecipeUsageException(
                    $"--devices {devices}: '{chosen.Id}' has option '{DeviceCatalog.Option}' ({chosen.Options[DeviceCatalog.Option]}) already. "
                    + "Take one of the two away.");
            }
        }
    }

    /// <summary>Makes the rewards, and asks each model that costs nothing, so that the first client does not wait for what is loaded late.</summary>
    /// <param name="sources">The rewards.</param>
    /// <param name="components">Makes the models.</param>
    /// <param name="trial">The clock of a trial that finds out how many images may be scored together; null for no trial.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RewardLabException">One cannot be made.</exception>
    public static LoadedRewards Load(
        IReadOnlyList<RewardSource> sources, IComponentCatalog components, TimeProvider? trial, CancellationToken cancellationToken)
    {
        var catalog = new SharedRewardCatalog(components);
        var made = new List<ServedReward>();
        try
        {
            foreach (var source in sources)
            {
                cancellationToken.ThrowIfCancellationRequested();
                made.Add(new ServedReward(source.Id, RewardTree.Build(source.Tree, catalog)));
            }

            foreach (var model in catalog.Models.Where(IsFree))
            {
                WarmUp(model, cancellationToken);
            }

            return new LoadedRewards(made, [catalog])
            {
                MaxExactBatch = trial is null || !catalog.Models.All(IsFree) ? 1
                    : catalog.Models.Min(model => BatchTrial.MaxExactBatch(model, trial, cancellationToken)),
            };
        }
        catch
        {
            made.ForEach(reward => reward.Model.Dispose());
            catalog.Dispose();
            throw;
        }
    }

    private static RewardSource[] Parse(IEnumerable<string> rewards, string option)
    {
        RewardSource[] sources = [.. rewards.SelectMany(text => RewardSource.Parse(text, option))];
        return sources.GroupBy(source => source.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new RecipeUsageException($"{option} {twice.Key}: the name is given twice. Give one of them another name, as in {option} NAME=FILE.yaml.")
            : sources;
    }

    // A judge's answers cost money: none is asked for a trial.
    private static bool IsFree(IRewardModel model) => model.Find<IMeteredReward>() is null;

    private static void WarmUp(IRewardModel model, CancellationToken cancellationToken)
    {
        var pixels = new byte[WarmUpSize * WarmUpSize * 3];
        Array.Fill(pixels, Grey);
        try
        {
            model.ScorePairs(new ImageBatch(pixels, 1, WarmUpSize, WarmUpSize), [new ImagePromptPair(0, "an image")], cancellationToken);
        }
        catch (RewardLabException)
        {
            // Some rewards know few prompts; they are loaded all the same.
        }
    }
}
