using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Components as a worker makes them: on its device, where they can choose one.</summary>
/// <param name="inner">Makes them.</param>
/// <param name="device">The worker's, such as "cuda:1"; empty for what a reference says.</param>
internal sealed class WorkerCatalog(IComponentCatalog inner, string device) : IComponentCatalog
{
    private const string Option = "device";

    public IReadOnlyList<ComponentDescription> Components => inner.Components;

    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class => inner.Create<TComponent>(Placed<TComponent>(reference));

    /// <summary>The reference with the worker's device.</summary>
    public ComponentReference Placed<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        var known = device.Length > 0 && (typeof(TComponent) == typeof(IRewardModel) || typeof(TComponent) == typeof(IImageModel))
            ? inner.Components.FirstOrDefault(component => component.Id == reference.Id && component.OptionsType.GetProperty("Device") is not null)
            : null;
        return known is null
            ? reference
            : reference with { Options = new Dictionary<string, object?>(reference.Options, StringComparer.Ordinal) { [Option] = device } };
    }
}
