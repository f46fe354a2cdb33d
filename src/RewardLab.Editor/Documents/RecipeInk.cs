using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Editor.Documents;

/// <summary>A recipe's lines in colours.</summary>
internal static class RecipeInk
{
    /// <summary>A line of a recipe.</summary>
    public static InkLine Line(IReadOnlyList<RecipeToken> tokens)
    {
        var line = new InkLine();
        foreach (var token in tokens)
        {
            line.Add(token.Text.Replace("\t", "    ", StringComparison.Ordinal), token.Kind switch
            {
                RecipeTokenKind.Keyword => Ink.Series1,
                RecipeTokenKind.Text => Ink.Series2,
                RecipeTokenKind.Number => Ink.Series3,
                RecipeTokenKind.Comment => Ink.Dim,
                RecipeTokenKind.Directive => Ink.Series5,
                RecipeTokenKind.Call => Ink.Series6,
                _ => Ink.Normal,
            });
        }

        return line;
    }
}
