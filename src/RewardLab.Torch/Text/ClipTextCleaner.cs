using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>Tidies text as the reference tokenizers do.</summary>
internal static class ClipTextCleaner
{
    public static string Clean(string text, ClipTextCleanup cleanup) => cleanup == ClipTextCleanup.OpenAi
        ? PythonLowerCase.Convert(CollapseSpace(HtmlEntities.Decode(HtmlEntities.Decode(TextRepair.Repair(text)))))
        : PythonLowerCase.OfEach(CollapseSpace(UnicodeComposition.Compose(text)));

    private static string CollapseSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                result.Append(character);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd(' ');
    }
}
