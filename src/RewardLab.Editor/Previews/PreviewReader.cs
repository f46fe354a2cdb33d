using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Results;
using RewardLab.Editor.Sessions;
using RewardLab.Editor.Themes;
using RewardLab.Hosting;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Previews;

/// <summary>Reads what is shown of a node of the project before it is opened: a recipe's text and values, a run's results, what a model is. Takes time;
/// safe from any thread.</summary>
/// <param name="components">The components there are.</param>
/// <param name="folders">The user's folders.</param>
/// <param name="kept">What was set and not saved of recipes.</param>
internal sealed class PreviewReader(IReadOnlyList<ComponentDescription> components, UserFolders folders, IReadOnlyList<SessionRecipe> kept)
{
    private const string OpenFirst = "This is a preview: Enter in Project opens it, and then its values can be changed.";

    /// <summary>The preview of a node; where its file cannot be read, why.</summary>
    public Preview Read(ProjectNode node)
    {
        try
        {
            return Create(node);
        }
        catch (Exception exception) when (exception is RewardLabException or IOException or UnauthorizedAccessException)
        {
            return new Preview(node.Title, [InkLine.Create(OneLine.FirstLine(exception), Ink.Bad)], Values: null);
        }
    }

    private Preview Create(ProjectNode node) => node.Value switch
    {
        RecipeEntry recipe => new Preview($"recipe {node.Title}", Recipe(recipe.Path, recipe.Error), Values(recipe, preset: null)),
        PresetFile preset => new Preview(
            $"preset {node.Title} of {preset.Recipe.Name}", Plain(TextFile.Read(preset.Path), preset.Path, preset.Error), Values(preset.Recipe, preset.Path)),
        ExperimentFile experiment => new Preview(
            $"experiment {node.Title}", Plain(TextFile.Read(experiment.Path), experiment.Path, experiment.Error), Values(experiment)),
        RunEntry run => new Preview($"run {run.Notes.Name ?? run.Id}", Run(run), new RunInspection(run, [])),
        PluginInfo plugin => new Preview($"plugin {plugin.Id}", Plugin(plugin), Values: null),
        PluginComponent component => Component(component),
        ModelEntry model => new Preview($"model {model.Id}", Model(model, node.Remark), Values: null),
        DataSet data => new Preview($"{(data.IsBenchmark ? "benchmark" : "data set")} {data.Id}", Data(data), Values: null),
        _ => new Preview(node.Title, [], Values: null),
    };

    private static List<InkLine> Recipe(string path, string? error) =>
        [.. Complaint(path, error), .. RecipeText.Lines(TextFile.Read(path)).Select(RecipeInk.Line)];

    private static List<InkLine> Plain(string text, string path, string? error) =>
    [
        .. Complaint(path, error),
        .. text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')
            .Select(line => InkLine.Create(line, line.TrimStart().StartsWith('#') ? Ink.Dim : Ink.Normal)),
    ];

    private static IEnumerable<InkLine> Complaint(string path, string? error) =>
        [InkLine.Create(path, Ink.Dim), .. error is null ? [] : error.Split('\n').Select(line => InkLine.Create(line, Ink.Bad)), new InkLine()];

    private FixedValues? Values(RecipeEntry recipe, string? preset)
    {
        if (recipe.Info is not { } info)
        {
            return null;
        }

        var document = new RecipeDocument(info.OptionGroups.Count > 0 ? info.WithComponents(components) : info, preset);
        if (kept.FirstOrDefault(one => one.Path == info.Path && one.Preset == preset) is { } changes)
        {
            document.Set(changes.Values);
        }

        return new FixedValues(document.Title, document.Fields, OpenFirst);
    }

    private FixedValues? Values(ExperimentFile experiment)
    {
        if (experiment.Error is not null)
        {
            return null;
        }

        var document = new ExperimentDocument(experiment.Path, folders);
        document.Use(components);
        return new FixedValues(document.Title, new NodeInspection(document, "").Fields, OpenFirst);
    }

    private static List<InkLine> Run(RunEntry run)
    {
        var lines = new List<InkLine>();
        var (record, notes) = (run.Record, run.Notes);
        Add(lines, "id", run.Id);
        Add(lines, "name", notes.Name);
        Add(lines, "tags", string.Join(' ', notes.Tags.Select(tag => $"#{tag}")));
        Add(lines, "state", RunStatusText.Format(run), record?.Status switch
        {
            RunStatus.Completed => Ink.Good,
            RunStatus.Running => Ink.Accent,
            RunStatus.Failed or null => Ink.Bad,
            _ => Ink.Warning,
        });
        Add(lines, "recipe", record?.Recipe.Path is { Length: > 0 } path ? path : record?.Recipe.Name);
        Add(lines, "started", record is null ? null : LocalTimeText.Format(record.Started));
        Add(lines, "duration", record?.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : null);
        Add(lines, "folder", run.Folder);
        Add(lines, "error", record?.Error ?? run.Damage, Ink.Bad);
        if (notes.Note is { } note)
        {
            lines.Add(new InkLine());
            lines.AddRange(note.Split('\n').Select(line => InkLine.Create(line)));
        }

        if (ResultReader.Read(run, []).FirstOrDefault(entry => entry.Lines is not null)?.Lines is { } report)
        {
            lines.Add(new InkLine());
            lines.AddRange(report);
        }

        return lines;
    }

    private static List<InkLine> Plugin(PluginInfo plugin)
    {
        var lines = new List<InkLine>();
        Add(lines, "name", plugin.Name);
        Add(lines, "what", plugin.Description);
        Add(lines, "state", PluginStateText.Format(plugin.State), plugin.State == PluginState.Active ? Ink.Good : Ink.Warning);
        Add(lines, "reason", plugin.Reason, Ink.Warning);
        Add(lines, "version", plugin.Version);
        Add(lines, "contract", plugin.ContractVersion);
        Add(lines, "place", plugin.Location);
        Add(lines, "SHA-256", plugin.Hash, Ink.Dim);
        foreach (var component in plugin.Components)
        {
            lines.Add(new InkLine());
            lines.Add(new InkLine().Add($"{ComponentKinds.Noun(component.Kind)} ", Ink.Dim).Add(component.Id, Ink.Accent));
            lines.Add(InkLine.Create(component.Description));
        }

        return lines;
    }

    private Preview Component(PluginComponent component)
    {
        var description = components.FirstOrDefault(known => known.Kind == component.Kind && known.Id == component.Id);
        var fields = description is null
            ? []
            : OptionFields.Create(description.OptionsType, new Dictionary<string, object?>(StringComparer.Ordinal)).Select(option => option.Field).ToArray();
        var lines = new List<InkLine> { InkLine.Create(component.Description), new() };
        foreach (var field in fields)
        {
            lines.Add(new InkLine().Add(field.Name, Ink.Accent).Add($"  {field.Description}"));
            lines.Add(InkLine.Create(
                $"    {field.Range}{(field.Range.Length > 0 ? "; " : "")}default {(field.Default.Length > 0 ? field.Default : "empty")}", Ink.Dim));
        }

        lines.Add(InkLine.Create(description is null ? "Its plugin is not active, so its options are not known." : "", Ink.Warning));
        return new Preview(
            $"{ComponentKinds.Noun(component.Kind)} {component.Id}",
            lines,
            fields.Length > 0
                ? new FixedValues(component.Id, fields, "These are its defaults: an experiment in Hierarchy that uses it sets its options.")
                : null);
    }

    private static List<InkLine> Model(ModelEntry model, string state)
    {
        var lines = new List<InkLine> { InkLine.Create(model.Description), new() };
        Add(lines, "state", state, state == "here" ? Ink.Good : Ink.Warning);
        Add(lines, "architecture", model.Architecture);
        Add(lines, "reward", model.Reward);
        Add(lines, "image model", model.Images);
        Add(lines, "licence", model.Licence);
        Add(lines, "folder", model.Folder);
        Add(lines, "size", model.Bytes > 0 ? Size(model.Bytes) : null);
        foreach (var file in model.Files)
        {
            Add(lines, "file", $"{file.Repository} {file.Name}{(file.Bytes is { } bytes ? $"  {Size(bytes)}" : "")}", Ink.Dim);
        }

        Add(lines, "fetch it", model.Folder is null && state != "here" ? $"rewardlab models get {model.Id}" : null, Ink.Accent);
        return lines;
    }

    private static List<InkLine> Data(DataSet data)
    {
        var lines = new List<InkLine> { InkLine.Create(data.Description), InkLine.Create(data.Remark, Ink.Dim), new() };
        Add(lines, "source", data.Source.ToString());
        Add(lines, "folder", data.Folder);
        foreach (var file in data.Files)
        {
            Add(lines, "file", $"{file.Name}  {Size(file.Bytes)}", Ink.Dim);
        }

        return lines;
    }

    private static string Size(long bytes) => bytes >= 1_000_000
        ? $"{(bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture)} MB"
        : $"{(bytes / 1e3).ToString("N1", CultureInfo.InvariantCulture)} KB";

    private static void Add(List<InkLine> lines, string name, string? value, Ink ink = Ink.Normal)
    {
        if (value is { Length: > 0 })
        {
            lines.Add(new InkLine().Add($"{name,-13}", Ink.Dim).Add(value, ink));
        }
    }
}
