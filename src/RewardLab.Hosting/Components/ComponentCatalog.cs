using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Components;

/// <summary>The components of the active plugins, and the way to make them.</summary>
internal sealed class ComponentCatalog(string cacheFolder, IModelCatalog models, PluginCalls calls, Action<string> log) : IComponentCatalog, IComponentCheck
{
    private Snapshot _current = new([], new Dictionary<(ComponentKind, string), LoadedComponent>(), []);

    public ComponentServices Services { get; } = new(log);

    public IReadOnlyList<ComponentDescription> Components => _current.Descriptions;

    public void Replace(IReadOnlyCollection<LoadedComponent> components, IReadOnlyList<PluginInfo> plugins) => _current = new Snapshot(
        [.. components.Select(component => component.Description)
            .OrderBy(component => component.Kind)
            .ThenBy(component => component.Id, StringComparer.Ordinal)],
        components.ToDictionary(component => (component.Description.Kind, component.Description.Id)),
        plugins);

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        ArgumentNullException.ThrowIfNull(reference);
        var (component, options, name) = Find(ComponentKinds.From(typeof(TComponent)), reference);
        return Make<TComponent>(component, options, name);
    }

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

    private TComponent Make<TComponent>(LoadedComponent component, object options, string name)
        where TComponent : class
    {
        var guard = new ComponentGuard(name, component.Description.PluginId, component.Version, component.IsShipped, calls, log);
        try
        {
            using var running = guard.Begin("its making");
            var made = ((IComponentFactory<TComponent>)component.Factory).Create(options, new ComponentContext
            {
                PluginFolder = component.PluginFolder,
                CacheFolder = Directory.CreateDirectory(Path.Combine(cacheFolder, component.Description.PluginId)).FullName,
                Components = this,
                Models = new PluginModels(models, () => _current.Plugins),
                Images = Services,
                PromptFiles = Services,
                RecordedSettings = Services,
                Provenance = Services,
                Logger = Services,
            });
            return Guarded(
                made ?? throw new ComponentFaultException($"{name}: plugin '{component.Description.PluginId}' returned nothing, which its author must fix."),
                guard);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OperationCanceledException))
        {
            throw new ComponentFaultException($"{name} cannot be made by plugin '{component.Description.PluginId}': {OneLine.Format(exception)}", exception);
        }
    }

    // RewardLab's own too: what they return decides every result.
    private static TComponent Guarded<TComponent>(TComponent made, ComponentGuard guard)
        where TComponent : class => (TComponent)(object)(made switch
        {
            IRewardModel reward => new GuardedReward(reward, guard),
            IImageModel model => GuardedImageModel.Create(model, guard),
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
        IReadOnlyList<PluginInfo> Plugins);
}
