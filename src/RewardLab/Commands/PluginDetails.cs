using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Everything about one plugin.</summary>
internal static class PluginDetails
{
    public static void Write(Screen screen, PluginInfo plugin, IComponentCatalog catalog)
    {
        var output = screen.Output;
        output.WriteLine($"{plugin.Id} {plugin.Version}  {plugin.Name}".TrimEnd());
        if (plugin.Description.Length > 0)
        {
            output.WriteLine(plugin.Description);
        }

        output.WriteLine();
        output.WriteLine($"State     {PluginStateText.Format(plugin.State)}{(plugin.Reason.Length > 0 ? $": {plugin.Reason}" : "")}");
        output.WriteLine($"Origin    {(plugin.IsShipped ? "part of RewardLab" : "added by the user")}");
        if (plugin.Publisher.Length > 0 && !plugin.IsShipped)
        {
            output.WriteLine($"Publisher {plugin.Publisher}, as its file says");
        }

        output.WriteLine($"Contract  {plugin.ContractVersion} (RewardLab has {ContractVersion.Current})");
        output.WriteLine($"Location  {plugin.Location}");
        output.WriteLine($"SHA-256   {plugin.Hash}");
        foreach (var component in plugin.Components)
        {
            output.WriteLine();
            output.WriteLine($"{ComponentKinds.Name(component.Kind)} {component.Id}  {component.Description}".TrimEnd());
            WriteOptions(screen, Find(catalog, plugin, component));
        }

        if (plugin.FileHashes.Count > 0)
        {
            output.WriteLine();
            screen.WriteTable(new ResultTable("", ["file", "SHA-256"], plugin.FileHashes.Select(file => new object?[] { file.Key, file.Value })));
        }
    }

    /// <summary>The same as '--json' prints it; the options of a plugin that is not active are null.</summary>
    public static object Json(PluginInfo plugin, IComponentCatalog catalog) => new
    {
        plugin.Id,
        plugin.Name,
        plugin.Description,
        plugin.Version,
        plugin.ContractVersion,
        plugin.State,
        plugin.Reason,
        plugin.IsShipped,
        plugin.Location,
        Sha256 = plugin.Hash,
        Components = plugin.Components.Select(component => new
        {
            Kind = ComponentKinds.Name(component.Kind),
            component.Id,
            component.Description,
            Options = Find(catalog, plugin, component) is { } active ? OptionTable.Json(OptionsDescription.Create(active.OptionsType)) : null,
        }),
        Files = plugin.FileHashes,
    };

    private static ComponentDescription? Find(IComponentCatalog catalog, PluginInfo plugin, PluginComponent component) =>
        catalog.Components.FirstOrDefault(c => c.Kind == component.Kind && c.Id == component.Id && c.PluginId == plugin.Id);

    private static void WriteOptions(Screen screen, ComponentDescription? component)
    {
        // Only an active plugin's options are known: they are read off its types.
        if (component is not null && OptionsDescription.Create(component.OptionsType) is { Count: > 0 } options)
        {
            screen.WriteTable(OptionTable.Create(options));
        }
    }
}
