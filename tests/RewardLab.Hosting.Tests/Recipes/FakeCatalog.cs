using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Components made by functions.</summary>
internal sealed class FakeCatalog : IComponentCatalog
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
}
