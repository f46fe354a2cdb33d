using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Editor.Preflights;

/// <summary>Reads one option of a component: what is said of it, or else its default.</summary>
internal static class ComponentOption
{
    /// <summary>The option as text; null where the component has none of that name.</summary>
    public static string? Find(IReadOnlyList<ComponentDescription> components, ComponentKind kind, ComponentReference reference, string name)
    {
        if (components.FirstOrDefault(known => known.Kind == kind && known.Id == reference.Id) is not { } component
            || OptionsDescription.Create(component.OptionsType).FirstOrDefault(option => option.Name == name) is not { } description)
        {
            return null;
        }

        var values = OptionsBinder.WithPresentNames(component.OptionsType, reference.Options);
        return values.FirstOrDefault(value => string.Equals(value.Key, name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } said
            ? OptionText.Format(said.Value)
            : description.DefaultText;
    }
}
