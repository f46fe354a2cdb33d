using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Inspecting;
using RewardLab.Editor.Processes;
using RewardLab.Experiments.Files;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Documents;

/// <summary>A recipe with the values that the user gives its parameters; ready to be run, or kept as a preset. Not safe from several threads.</summary>
internal sealed class RecipeDocument
{
    private const int MostThreads = 1024;

    /// <summary>Opens a recipe.</summary>
    /// <param name="info">The recipe.</param>
    /// <param name="preset">Path of the preset that its values come from; null for its defaults.</param>
    /// <exception cref="RewardLabException">The preset cannot be read, or does not fit the recipe.</exception>
    public RecipeDocument(RecipeInfo info, string? preset)
    {
        Info = info;
        Preset = preset;
        Fields = [.. RecipeFields.Of(info, preset), Seed, Threads];
    }

    /// <summary>The recipe.</summary>
    public RecipeInfo Info { get; }

    /// <summary>Path of the preset; null for none.</summary>
    public string? Preset { get; }

    /// <summary>The parameters, then the seed and the threads.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Edits of the values.</summary>
    public EditHistory History { get; } = new();

    /// <summary>What it is called: the recipe and the preset.</summary>
    public string Title => Preset is null ? Info.Name : $"{Info.Name} · {Path.GetFileNameWithoutExtension(Preset)}";

    /// <summary>The first field whose text is no allowed value; null where all are.</summary>
    public Field? FirstProblem => Fields.FirstOrDefault(one => one.Problem is not null);

    private Field Seed { get; } = Number("seed", "0", "root of all randomness: the same seed on the same machine gives the same bytes", "whole number, at least 0", text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), 0, null);

    private Field Threads { get; } = Number("threads", "", "threads that torch computes with; empty for the physical cores", $"whole number, 1 to {MostThreads}", text => text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MostThreads), 1, MostThreads);

    private IEnumerable<Field> Parameters => Fields.Where(one => one != Seed && one != Threads);

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

    /// <summary>The job of running it.</summary>
    /// <param name="runsFolder">Where the run goes.</param>
    public RunJob ToJob(string runsFolder) => new(Title,
    [
        "run", Info.Path,
        .. Preset is null ? Array.Empty<string>() : ["--preset", Preset],
        .. RecipeFields.Settings(Parameters).SelectMany(setting => new[] { "--set", setting }),
        "--seed", Seed.Text,
        .. Threads.Text.Length == 0 ? Array.Empty<string>() : ["--threads", Threads.Text],
        "--runs", runsFolder,
    ]);

    /// <summary>Writes the values that differ from the recipe's own defaults as a preset, which 'rewardlab run' takes.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public void SavePreset(string path)
    {
        var defaults = Info.Parameters.ToDictionary(parameter => parameter.Name, parameter => RecipeParameter.Format(parameter.Default), StringComparer.Ordinal);
        var lines = Parameters.Where(field => field.Text != defaults[field.Name]).Select(field => $"{field.Name}: {Quoted(field)}\n");
        AtomicFileStream.WriteText(path, string.Concat(lines));
    }

    // Numbers and yes or no stand bare, texts in quotes where YAML could take them for something else.
    private static string Quoted(Field field) =>
        field.Kind is FieldKind.Number or FieldKind.Flag || (field.Text.Length > 0 && field.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.') && !double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && char.IsAsciiLetter(field.Text[0]) && field.Text is not ("true" or "false" or "null" or "yes" or "no"))
            ? field.Text
            : $"\"{field.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static Field Number(string name, string value, string description, string range, Func<string, bool> isAllowed, double minimum, double? maximum) => new()
    {
        Name = name,
        Kind = FieldKind.Number,
        Default = value,
        Text = value,
        Description = description,
        Range = range,
        Minimum = minimum,
        Maximum = maximum,
        IsWhole = true,
        Check = text => isAllowed(text) ? null : $"must be a {range}",
    };
}
