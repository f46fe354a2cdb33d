namespace RewardLab.Abstractions;

/// <summary>Base of every plugin's factories: one for each component, marked with one of the Export attributes.</summary>
/// <typeparam name="TComponent">One of the five contracts.</typeparam>
/// <typeparam name="TOptions">A record of options; <see cref="NoOptions"/> where there are none.</typeparam>
public abstract class ComponentFactory<TComponent, TOptions> : IComponentFactory<TComponent>
    where TComponent : class
    where TOptions : class, new()
{
    /// <inheritdoc />
    public Type OptionsType => typeof(TOptions);

    /// <inheritdoc />
    public TComponent Create(object options, ComponentContext context) => Create((TOptions)options, context);

    /// <summary>Makes the component from validated options.</summary>
    protected abstract TComponent Create(TOptions options, ComponentContext context);
}
