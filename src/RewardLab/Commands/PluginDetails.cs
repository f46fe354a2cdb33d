using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Runs.Tables;

namespace RewardLab.Commands;

/// <summary>Everything about one plugin.</summary>
internal static class PluginDetails
{
    public static void Write(TextWriter output, PluginInfo plugin, IComponentCatalog catalog)
    {
        output.WriteLine($"{plugin.Id} {plugin.Version}  {plugin.Name}".TrimEnd());
        if (plugin.Description.Length > 0)
        {
            output.WriteLine(plugin.Description);
        }

        output.WriteLine();
        output.WriteLine($"State     {PluginStateText.Format(plugin.State)}{(plugin.Reason.Length > 0 ? $": {plugin.Reason}" : "")}");
        output.WriteLine($"Origin    {(plugin.IsShipped ? "part of RewardLab" : "added by the user")}");
        output.WriteLine($"Contract  {plugin.ContractVersion} (RewardLab has {ContractVersion.Current})");
        output.WriteLine($"Location  {plugin.Location}");
        output.WriteLine($"SHA-256   {plugin.Hash}");
        foreach (var component in plugin.Components)
        {
            output.WriteLine();
            output.WriteLine($"{ComponentKinds.Name(component.Kind)} {component.Id}  {component.Description}".TrimEnd());
            WriteOptions(output, catalog.Components.FirstOrDefault(c => c.Kind == component.Kind && c.Id == component.Id && c.PluginId == plugin.Id));
        }

        if (plugin.FileHashes.Count > 0)
        {
            output.WriteLine();
            output.Write(new ResultTable("", ["file", "SHA-256"], plugin.FileHashes.Select(file => new object?[] { file.Key, file.Value })).ToText());
        }
    }

    private static void WriteOptions(TextWriter output, ComponentDescription? component)
    {
        // Only an active plugin's options are known: they are read off its types.
        if (component is not null && OptionsDescription.Create(component.OptionsType) is { Count: > 0 } options)
        {
            output.Write(new ResultTable(
                "",
                [new TableColumn("  option"), new TableColumn("default", ColumnAlignment.Right), new TableColumn("takes"), new TableColumn("meaning")],
                Rows(options, "")).ToText());
        }
    }

    // Options of a group follow it, by the names that --set takes.
    private static IEnumerable<object?[]> Rows(IReadOnlyList<OptionDescription> options, string group) =>
        options.SelectMany(option => Rows(option.Options, $"{group}{option.Name}.").Prepend(
        [
            $"  {group}{option.Name}",
            option.DefaultText,
            option.Range.Length > 0 ? $"{option.TypeName}, {option.Range}" : option.TypeName,
            option.Description,
        ]));
}
