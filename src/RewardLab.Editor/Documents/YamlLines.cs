using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Editor.Documents;

/// <summary>The text of a YAML file in coloured pieces: keys and comments. Such a file is never compiled.</summary>
internal static class YamlLines
{
    /// <summary>Whether a file is YAML.</summary>
    public static bool IsOne(string path) => System.IO.Path.GetExtension(path) is ".yaml" or ".yml";

    /// <summary>The lines of a text.</summary>
    public static IReadOnlyList<IReadOnlyList<RecipeToken>> Read(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(Pieces)];

    private static RecipeToken[] Pieces(string line)
    {
        var start = line.TrimStart(' ', '-');
        if (start.StartsWith('#'))
        {
            return [new RecipeToken(line, RecipeTokenKind.Comment)];
        }

        var comment = line.IndexOf(" #", StringComparison.Ordinal) is > 0 and var found ? found : line.Length;
        var key = line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < comment ? colon : 0;
        return
        [
            new RecipeToken(line[..key], RecipeTokenKind.Keyword),
            new RecipeToken(line[key..comment], RecipeTokenKind.Plain),
            new RecipeToken(line[comment..], RecipeTokenKind.Comment),
        ];
    }
}
