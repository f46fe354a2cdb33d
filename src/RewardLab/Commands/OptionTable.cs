using RewardLab.Hosting.Components;
using RewardLab.Runs.Tables;

namespace RewardLab.Commands;

/// <summary>The options of a component, as commands print them.</summary>
internal static class OptionTable
{
    /// <summary>The table: name, default, what is allowed, meaning. Options of a group follow it, by the names that --set takes.</summary>
    public static ResultTable Create(IReadOnlyList<OptionDescription> options) => new(
        "",
        [new TableColumn("  option"), new TableColumn("default", ColumnAlignment.Right), new TableColumn("takes"), new TableColumn("meaning")],
        Flat(options, "").Select(entry => new object?[]
        {
            $"  {entry.Name}",
            entry.Option.DefaultText,
            entry.Option.Range.Length > 0 ? $"{entry.Option.TypeName}, {entry.Option.Range}" : entry.Option.TypeName,
            entry.Option.Description,
        }));

    /// <summary>The same as '--json' prints it.</summary>
    public static IEnumerable<object> Json(IReadOnlyList<OptionDescription> options) => Flat(options, "").Select(entry => (object)new
    {
        entry.Name,
        Default = entry.Option.DefaultText,
        Type = entry.Option.TypeName,
        entry.Option.Range,
        entry.Option.Minimum,
        entry.Option.Maximum,
        entry.Option.Choices,
        entry.Option.IsRequired,
        ResultInvariant = entry.Option.IsResultInvariant,
        entry.Option.Description,
    });

    private static IEnumerable<(string Name, OptionDescription Option)> Flat(IReadOnlyList<OptionDescription> options, string group) =>
        options.SelectMany(option => Flat(option.Options, $"{group}{option.Name}.").Prepend(($"{group}{option.Name}", option)));
}
