namespace RewardLab.Abstractions;

/// <summary>Makes one kind of component from its options. Derive from <see cref="ComponentFactory{TComponent, TOptions}"/> instead of implementing
/// this.</summary>
/// <typeparam name="TComponent">One of the five contracts.</typeparam>
public interface IComponentFactory<out TComponent>
    where TComponent : class
{
    /// <summary>The record that holds the options: a public parameterless constructor, public init properties with DataAnnotations.</summary>
    Type OptionsType { get; }

    /// <summary>Creates the component from its options.</summary>
    /// <param name="options">An instance of <see cref="OptionsType"/>, already validated against its annotations.</param>
    /// <param name="context">What the host offers.</param>
    /// <exception cref="RewardLabException">The component cannot be made, with what to do about it.</exception>
    TComponent Create(object options, ComponentContext context);
}
