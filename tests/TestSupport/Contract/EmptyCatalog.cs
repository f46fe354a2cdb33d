using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>A catalog without components, for a component that needs no other.</summary>
internal sealed class EmptyCatalog : IComponentCatalog
{
    public IReadOnlyList<ComponentDescription> Components => [];

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class => throw new RewardLabException($"There is no {typeof(TComponent).Name} '{reference.Id}'.");
}
