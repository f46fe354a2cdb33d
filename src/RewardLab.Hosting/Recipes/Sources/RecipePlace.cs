using Microsoft.CodeAnalysis;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Places in source files as messages show them.</summary>
internal static class RecipePlace
{
    /// <summary>file.csx(line,column), both from 1.</summary>
    public static string From(Location location)
    {
        var span = location.GetLineSpan();
        return At(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
    }

    /// <summary>file.csx(line,column).</summary>
    public static string At(string path, int line, int column) => $"{Display(path)}({line},{column})";

    /// <summary>The path from the current directory where it lies below it, else the absolute path; forward slashes.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        var shown = Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
        return shown.Replace('\\', '/');
    }
}
