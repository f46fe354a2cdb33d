using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;
using RewardLab.Hosting.Components.Units;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Components;

/// <summary>The components of the active plugins, and the way to make them.</summary>
internal sealed class ComponentCatalog(string cacheFolder, IModelCatalog models, PluginCalls calls, Action<string> log) : IComponentCatalog, IComponentCheck
{
    private Snapshot _current = new(
        [], new Dictionary<(ComponentKind, string), LoadedComponent>(), [], new Dictionary<string, LoadedUnitHandler>(StringComparer.Ordinal));

    public ComponentServices Services { get; } = new(log);

    public IReadOnlyList<ComponentDescription> Components => _current.Descriptions;

    public void Replace(
        IReadOnlyCollection<LoadedComponent> components, IReadOnlyList<PluginInfo> plugins, IReadOnlyDictionary<string, LoadedUnitHandler> unitHandlers) =>
        _current = new Snapshot(
        [.. components.Select(component => component.Description)
            .OrderBy(component => component.Kind)
            .ThenBy(component => component.Id, StringComparer.Ordinal)],
        components.ToDictionary(component => (component.Description.Kind, component.Description.Id)),
        plugins,
        unitHandlers);

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        ArgumentNullException.ThrowIfNull(reference);
        var (component, options, name) = Find(ComponentKinds.From(typeof(TComponent)), reference);
        var origin = new UnitOrigin(reference, () => Services.Workers, Services);
        return Make<TComponent>(component, options, name, origin, origin);
    }

    /// <summary>Makes a component for a unit: with the numbers that the run has chosen, and without workers of its own.</summary>
    private TComponent Create<TComponent>(ComponentReference reference, IRecordedSettings settings)
        where TComponent : class
    {
        var (component, options, name) = Find(ComponentKinds.From(typeof(TComponent)), reference);
        return Make<TComponent>(component, options, name, settings, origin: null);
    }

    /// <summary>Makes the handler of a kind of units.</summary>
    /// <exception cref="RewardLabException">There is none, or it cannot be made.</exception>
    public IUnitHandler CreateUnitHandler(string kind, string device)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var components = new WorkerCatalog(this, device);
        switch (kind)
        {
            case ImageUnits.Kind:
                return new GenerateHandler((reference, settings) => Create<IImageModel>(components.Placed<IImageModel>(reference), settings));
            case ScoreUnits.Kind:
                return new ScoreHandler((reference, settings) => Create<IRewardModel>(components.Placed<IRewardModel>(reference), settings));
        }

        var current = _current;
        if (!current.UnitHandlers.TryGetValue(kind, out var handler))
        {
            throw new RewardLabException($"No active plugin does units of the kind '{OneLine.Format(kind)}'. "
                + NearestName.Advice(kind, [ImageUnits.Kind, ScoreUnits.Kind, .. current.UnitHandlers.Keys])
                + " A worker runs the plugins that its own user trusts: see 'rewardlab plugins list' there.");
        }

        try
        {
            var context = Context(handler.PluginId, handler.PluginFolder, Services) with { Components = components, Workers = NoWorkers.Instance };
            return handler.Factory.Create(context)
                ?? throw new ComponentFaultException($"The unit handler '{kind}' of plugin '{handler.PluginId}' is nothing, which its author must fix.");
        }
        catch (Exception exception) when (exception is not (RewardLabException or OperationCanceledException))
        {
            throw new ComponentFaultException(
                $"The unit handler '{kind}' cannot be made by plugin '{handler.PluginId}': {OneLine.Format(exception)}", exception);
        }
    }

    /// <summary>What a model was made from; null where this catalog has not made it.</summary>
    public static ComponentReference? ReferenceOf(IImageModel? model) => (model as GuardedImageModel)?.Reference;

    public Type? FactoryOf(ComponentDescription component) =>
        _current.Components.TryGetValue((component.Kind, component.Id), out var found) ? found.Factory.GetType() : null;

    public void Require(ComponentKind kind, ComponentReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Find(kind, reference);
    }

    private (LoadedComponent Component, object Options, string Name) Find(ComponentKind kind, ComponentReference reference)
    {
        var id = FormerNames.Component(reference.Id);
        var current = _current;
        if (!current.Components.TryGetValue((kind, id), out var component))
        {
            throw new RewardLabException($"There is no {ComponentKinds.Noun(kind)} '{id}'. {Advice(kind, id, current)}");
        }

        var name = $"{ComponentKinds.Noun(kind)} '{id}'";
        return (component, OptionsBinder.Bind(component.Description.OptionsType, reference.Options, name), name);
    }

    private TComponent Make<TComponent>(LoadedComponent component, object options, string name, IRecordedSettings settings, UnitOrigin? origin)
        where TComponent : class
    {
        var guard = new ComponentGuard(name, component.Description.PluginId, component.Version, component.IsShipped, calls, log);
        try
        {
            using var running = guard.Begin("its making");
            var made = ((IComponentFactory<TComponent>)component.Factory).Create(
                options, Context(component.Description.PluginId, component.PluginFolder, settings));
            return Guarded(
                made ?? throw new ComponentFaultException($"{name}: plugin '{component.Description.PluginId}' returned nothing, which its author must fix."),
                guard,
                origin);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OperationCanceledException))
        {
            throw new ComponentFaultException($"{name} cannot be made by plugin '{component.Description.PluginId}': {OneLine.Format(exception)}", exception);
        }
    }

    private ComponentContext Context(string pluginId, string pluginFolder, IRecordedSettings settings) => new()
    {
        PluginFolder = pluginFolder,
        CacheFolder = Directory.CreateDirectory(Path.Combine(cacheFolder, pluginId)).FullName,
        Components = this,
        Models = new PluginModels(models, () => _current.Plugins),
        Images = Services,
        PromptFiles = Services,
        RecordedSettings = settings,
        Provenance = Services,
        Workers = Services.Workers,
        Logger = Services,
    };

    // RewardLab's own too: what they return decides every result.
    private static TComponent Guarded<TComponent>(TComponent made, ComponentGuard guard, UnitOrigin? origin)
        where TComponent : class => (TComponent)(object)(made switch
        {
            IRewardModel reward => new GuardedReward(reward, guard, origin),
            IImageModel model => GuardedImageModel.Create(model, guard, origin),
            IEnsemble ensemble => GuardedEnsemble.Create(ensemble, guard),
            IPromptGenerator generator => new GuardedPromptGenerator(generator, guard),
            IAlgorithm algorithm => new GuardedAlgorithm(algorithm, guard),
            _ => made,
        });

    private static string Advice(ComponentKind kind, string id, Snapshot current)
    {
        if (current.Plugins.FirstOrDefault(
            plugin => plugin.State != PluginState.Active && plugin.Components.Any(c => c.Kind == kind && c.Id == id)) is { } owner)
        {
            return $"Plugin '{owner.Id}' exports it, but is {PluginStateText.Format(owner.State)}: {owner.Reason}";
        }

        if (id.StartsWith(RewardTreeKeys.RecipeFunction, StringComparison.Ordinal))
        {
            return "It is a function of a recipe, which only that recipe knows.";
        }

        return current.Descriptions.FirstOrDefault(other => other.Id == id) is { } other
            ? $"'{id}' is the id of a component of another kind: {ComponentKinds.Noun(other.Kind)}."
            : NearestName.Advice(id, [.. current.Descriptions.Where(other => other.Kind == kind).Select(other => other.Id)]);
    }

    private sealed record Snapshot(
        IReadOnlyList<ComponentDescription> Descriptions,
        IReadOnlyDictionary<(ComponentKind Kind, string Id), LoadedComponent> Components,
        IReadOnlyList<PluginInfo> Plugins,
        IReadOnlyDictionary<string, LoadedUnitHandler> UnitHandlers);
}
