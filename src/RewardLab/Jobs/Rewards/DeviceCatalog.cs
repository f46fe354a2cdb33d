using RewardLab.Abstractions;

namespace RewardLab.Jobs.Rewards;

/// <summary>A catalog whose rewards compute on one device, where they can choose one.</summary>
/// <param name="inner">Makes the components.</param>
/// <param name="device">The device, such as "cuda:1".</param>
internal sealed class DeviceCatalog(IComponentCatalog inner, string device) : IComponentCatalog
{
    /// <summary>The option by which a reward chooses where it computes.</summary>
    public const string Option = "device";

    /// <inheritdoc />
    public IReadOnlyList<ComponentDescription> Components => inner.Components;

    /// <inheritdoc />
    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        var known = Components.FirstOrDefault(component => component.Kind == ComponentKind.Reward && component.Id == reference.Id);
        if (typeof(TComponent) != typeof(IRewardModel) || known?.OptionsType.GetProperty("Device") is null)
        {
            return inner.Create<TComponent>(reference);
        }

        var options = new Dictionary<string, object?>(reference.Options, StringComparer.Ordinal) { [Option] = device };
        return inner.Create<TComponent>(new ComponentReference(reference.Id, options));
    }
}
