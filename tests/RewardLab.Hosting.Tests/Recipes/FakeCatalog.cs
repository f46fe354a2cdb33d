using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Components made by functions.</summary>
internal sealed class FakeCatalog : IComponentCatalog, IComponentCheck
{
    private readonly Dictionary<(Type Kind, string Id), Func<ComponentReference, object>> _factories = [];

    public IReadOnlyList<ComponentDescription> Described { get; set; } = [];

    public IReadOnlyList<ComponentDescription> Components => Described;

    public List<ComponentReference> Created { get; } = [];

    public void Add<TComponent>(string id, Func<ComponentReference, TComponent> create)
        where TComponent : class => _factories[(typeof(TComponent), id)] = create;

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        if (!_factories.TryGetValue((typeof(TComponent), reference.Id), out var create))
        {
            throw new RewardLabException($"There is no {typeof(TComponent).Name} '{reference.Id}'.");
        }

        Created.Add(reference);
        return (TComponent)create(reference);
    }

    public void Require(ComponentKind kind, ComponentReference reference)
    {
        if (!_factories.Keys.Any(key => ComponentKinds.From(key.Kind) == kind && key.Id == reference.Id))
        {
            throw new RewardLabException($"There is no {ComponentKinds.Noun(kind)} '{reference.Id}'.");
        }
    }
}
