using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components;

/// <summary>A catalog that says whether a component could be made, before anything is made.</summary>
internal interface IComponentCheck
{
    /// <summary>Refuses what <see cref="IComponentCatalog.Create{TComponent}"/> would refuse without running the component's code.</summary>
    /// <param name="kind">The kind of component.</param>
    /// <param name="reference">Its id and options.</param>
    /// <exception cref="RewardLabException">The id is unknown (the nearest known one is named), or an option is unknown or out of range.</exception>
    void Require(ComponentKind kind, ComponentReference reference);
}
