using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Lets recipes of the former version call Lab.Save(...), though Lab.Save is a group of members now and C# allows a name but one meaning: such a call
/// is compiled as one of Lab.Keep, which has as many letters, so that every place in the text stays where it is.</summary>
internal static class FormerSave
{
    private const string Now = "Keep";

    /// <summary>The text with the calls renamed; the same where there is none.</summary>
    public static string Rename(string text)
    {
        if (!text.Contains(nameof(Lab.Save) + "(", StringComparison.Ordinal) && !text.Contains(nameof(Lab.Save) + " (", StringComparison.Ordinal))
        {
            return text;
        }

        var calls = LabCalls.Of([CSharpSyntaxTree.ParseText(text, RecipeLanguage.ParseOptions)], nameof(Lab.Save)).ToArray();
        var letters = text.ToCharArray();
        foreach (var call in calls)
        {
            Now.CopyTo(0, letters, ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.SpanStart, Now.Length);
        }

        return calls.Length == 0 ? text : new string(letters);
    }
}
