namespace RewardLab.Abstractions;

/// <summary>Every component that active plugins export, by id.</summary>
public interface IComponentCatalog
{
    /// <summary>What is there, ordered by kind and id.</summary>
    IReadOnlyList<ComponentDescription> Components { get; }

    /// <summary>Makes a component. The caller disposes it where it is disposable.</summary>
    /// <typeparam name="TComponent">One of the five contracts.</typeparam>
    /// <exception cref="RewardLabException">The id is unknown (the nearest known one is named), an option is unknown or out of range,
    /// or the component cannot be made.</exception>
    TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class;
}
