using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.RunLists;

/// <summary>Finds what a run was given beyond its recipe's defaults.</summary>
internal static class ChangedValues
{
    /// <summary>The values that differ, in the recipe's order, the seed last where it is not 0.</summary>
    /// <param name="record">What the run recorded.</param>
    /// <param name="recipe">The recipe as it is now; null where it is not known: then every value is told.</param>
    public static IReadOnlyList<(string Name, string Value)> Find(RunRecord record, RecipeInfo? recipe)
    {
        var defaults = recipe?.Parameters.ToDictionary(
            parameter => parameter.Name, parameter => RecipeParameter.Format(parameter.Default), StringComparer.Ordinal);
        var values = record.Parameters
            .Select(parameter => (parameter.Key, Value: RecipeParameter.Format(parameter.Value)))
            .Where(parameter => defaults is null || !defaults.TryGetValue(parameter.Key, out var text) || !IsSame(text, parameter.Value));
        return [.. values, .. record.Seed == 0 ? [] : new[] { ("seed", record.Seed.ToString(CultureInfo.InvariantCulture)) }];
    }

    // A number may have been written as 1 and be read as 1.0.
    private static bool IsSame(string first, string second) =>
        first == second
        || (double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(second, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            && a.Equals(b));
}
