using System.Text;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>A recipe as a C# program of one file, which 'dotnet run' starts too: what it has beyond a script.</summary>
internal static partial class RecipeProgramFile
{
    /// <summary>The ending of its name.</summary>
    public const string Extension = ".cs";

    /// <summary>The package that makes it a recipe.</summary>
    public const string Package = "RewardLab.Recipes";

    private const int HeadBytes = 4_096;

    /// <summary>Namespaces that programs need no using for, besides those of every recipe.</summary>
    public static readonly IReadOnlyList<string> Namespaces = ["System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    /// <summary>The first lines of a new one, for the package of this version.</summary>
    public static string Head =>
        $"#:package {Package}@{typeof(RecipeProgramFile).Assembly.GetName().Version?.ToString(3)}\n#:property PublishAot=false\n";

    /// <summary>Whether a file is a program, by its name.</summary>
    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is a program and names the package in its first 4 KB: others may lie beside recipes. False where it cannot be read.</summary>
    public static bool IsRecipe(string path)
    {
        try
        {
            if (!Is(path) || RegularFile.IsEmptyOrPipe(path))
            {
                return false;
            }

            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var head = new byte[HeadBytes];
            return PackageDirective().IsMatch(Encoding.UTF8.GetString(head, 0, RandomAccess.Read(file, head, 0)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The text with blanks for its lines to the SDK, such as '#:package RewardLab.Recipes@1.0': every other place stays where it is.</summary>
    public static string WithoutDirectives(string text)
    {
        var kept = new StringBuilder(text.Length);
        var isInComment = false;
        var start = 0;

        // They stand before the first line of code.
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var newline ? newline + 1 : text.Length;
            var line = text[start..end].Trim().TrimStart('\uFEFF');
            var isDirective = !isInComment && (line.StartsWith("#:", StringComparison.Ordinal) || line.StartsWith("#!", StringComparison.Ordinal));
            isInComment = (isInComment || line.StartsWith("/*", StringComparison.Ordinal)) && !line.Contains("*/", StringComparison.Ordinal);
            if (!isDirective && !isInComment && line.Length > 0 && line[0] is not ('#' or '/') && !line.EndsWith("*/", StringComparison.Ordinal))
            {
                break;
            }

            kept.Append(isDirective ? string.Concat(text[start..end].Select(static c => c is '\r' or '\n' ? c : ' ')) : text[start..end]);
            start = end;
        }

        return kept.Append(text, start, text.Length - start).ToString();
    }

    [GeneratedRegex(
        @"^\uFEFF?[ \t]*#:package[ \t]+RewardLab\.Recipes\b", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex PackageDirective();
}
