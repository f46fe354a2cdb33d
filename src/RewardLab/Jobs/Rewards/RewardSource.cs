using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Jobs.Rewards;

/// <summary>A reward that a command line names: by the id of a component, or as a file of reward trees.</summary>
/// <param name="Id">What clients call it.</param>
/// <param name="Tree">The reward.</param>
internal sealed partial record RewardSource(string Id, RewardNode Tree)
{
    /// <summary>Reads "clip", or "NAME=FILE.yaml": a file that holds a tree for each of several splits gives NAME.SPLIT for each.</summary>
    /// <param name="text">What the command line says.</param>
    /// <param name="option">The option that says it.</param>
    /// <exception cref="RecipeUsageException">The name cannot be part of an address.</exception>
    /// <exception cref="RewardLabException">The file cannot be read, or is no reward tree.</exception>
    public static IReadOnlyList<RewardSource> Parse(string text, string option)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        if (!Name().IsMatch(name))
        {
            throw new RecipeUsageException(
                $"{option} {text}: clients put a reward's name into an address. Use letters, digits, '.', '-' and '_', as in {option} NAME=FILE.yaml.");
        }

        if (equals < 0)
        {
            return [new RewardSource(name, new RewardModelNode(new ComponentReference(name)))];
        }

        var preset = RewardPreset.ReadFile(text[(equals + 1)..]);
        return preset.Sets.Count == 0
            ? [new RewardSource(name, preset.For(""))]
            : [.. preset.Sets.Select(split => new RewardSource($"{name}.{Other().Replace(split, ".")}", preset.For(split)))];
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
