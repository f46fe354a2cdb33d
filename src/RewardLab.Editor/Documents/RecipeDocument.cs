using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Processes;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Documents;

/// <summary>A recipe with the values that the user gives its parameters; ready to be run, or kept as a preset. Not safe from several threads.</summary>
internal sealed class RecipeDocument : IInspected, IPlayable
{
    private readonly RunFields _run = new();

    /// <summary>Opens a recipe.</summary>
    /// <param name="info">The recipe.</param>
    /// <param name="preset">Path of the preset that its values come from; null for its defaults.</param>
    /// <exception cref="RewardLabException">The preset cannot be read, or does not fit the recipe.</exception>
    public RecipeDocument(RecipeInfo info, string? preset)
    {
        Info = info;
        Preset = preset;
        Written = File.GetLastWriteTimeUtc(info.Path);
        Fields = [.. RecipeFields.Create(info, preset), .. _run.All];
    }

    /// <summary>The recipe.</summary>
    public RecipeInfo Info { get; }

    /// <summary>Path of the preset; null for none.</summary>
    public string? Preset { get; }

    /// <summary>When the recipe's file had been written when it was opened, UTC.</summary>
    public DateTime Written { get; }

    /// <summary>The texts that differ from their defaults, allowed or not, by field.</summary>
    public IReadOnlyDictionary<string, string> ChangedTexts =>
        Fields.Where(one => one.IsChanged).ToDictionary(one => one.Name, one => one.Text, StringComparer.Ordinal);

    /// <summary>The parameters, then the seed and the threads.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Edits of the values.</summary>
    public EditHistory History { get; } = new();

    /// <summary>What it is called: the recipe and the preset.</summary>
    public string Title => Preset is null ? Info.Name : $"{Info.Name} · {Path.GetFileNameWithoutExtension(Preset)}";

    /// <summary>The first field whose text is not an allowed value; null where all are.</summary>
    public Field? FirstProblem => Fields.FirstOrDefault(one => one.Problem is not null);

    /// <summary>Why it cannot be run as it is, one line; null where it can.</summary>
    public string? Obstacle => FirstProblem is { } one ? $"{one.Name} is '{one.Text}', but {one.Problem}." : null;

    private IEnumerable<Field> Parameters => Fields.Except(_run.All);

    /// <summary>Changes a field, in a way that can be taken back.</summary>
    /// <param name="field">One of <see cref="Fields"/>.</param>
    /// <param name="text">Its new text, allowed or not.</param>
    public void Set(Field field, string text)
    {
        var before = field.Text;
        if (before != text)
        {
            History.Do(new Edit($"set {field.Name}", () => field.Text = text, () => field.Text = before, Merge: field));
        }
    }

    /// <summary>Sets fields, in a way that can be taken back; names that the recipe does not have are left out.</summary>
    /// <param name="texts">Texts by field, allowed or not.</param>
    /// <returns>The names that were left out.</returns>
    public IReadOnlyList<string> Set(IReadOnlyDictionary<string, string> texts)
    {
        var unknown = new List<string>();
        foreach (var (name, text) in texts)
        {
            if (Fields.FirstOrDefault(field => field.Name == name) is { } field)
            {
                Set(field, text);
                History.Seal();
            }
            else
            {
                unknown.Add(name);
            }
        }

        return unknown;
    }

    /// <summary>The job of running it.</summary>
    /// <param name="runsFolder">Where the run goes.</param>
    public RunJob ToJob(string runsFolder) => new(Title,
    [
        "run", Info.Path,
        .. Preset is null ? Array.Empty<string>() : ["--preset", Preset],
        .. RecipeFields.Settings(Parameters).SelectMany(setting => new[] { "--set", setting }),
        .. _run.Arguments,
        "--runs", runsFolder,
    ]);

    /// <summary>Writes the values that differ from the recipe's own defaults as a preset, which 'rewardlab run' takes.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public void SavePreset(string path)
    {
        var defaults = Info.Parameters.ToDictionary(
            parameter => parameter.Name, parameter => RecipeParameter.Format(parameter.Default), StringComparer.Ordinal);
        var lines = Parameters.Where(field => field.Text != defaults[field.Name]).Select(field => $"{field.Name}: {Quoted(field)}\n");
        AtomicFileStream.WriteText(path, string.Concat(lines));
    }

    // Numbers and yes or no stand bare, texts in quotes where YAML could take them for something else.
    private static string Quoted(Field field) =>
        field.Kind is FieldKind.Number or FieldKind.Flag
        || (field.Text.Length > 0
            && field.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.')
            && !double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && char.IsAsciiLetter(field.Text[0])
            && field.Text is not ("true" or "false" or "null" or "yes" or "no"))
            ? field.Text
            : $"\"{field.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
