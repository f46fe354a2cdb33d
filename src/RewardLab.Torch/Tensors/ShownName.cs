using System.Globalization;
using System.Text;

namespace RewardLab.Torch.Tensors;

/// <summary>Names out of files as they may stand in a one-line message: visible, and not too long.</summary>
internal static class ShownName
{
    private const int MaxLength = 120;

    public static string From(string name)
    {
        var shown = new StringBuilder(name.Length + 2).Append('\'');
        foreach (var character in name.Length > MaxLength ? name.AsSpan(0, MaxLength) : name)
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                shown.Append(character);
            }
        }

        return shown.Append(name.Length > MaxLength ? "...'" : "'").ToString();
    }

    /// <summary>The first few names and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names, int shownCount = 5)
    {
        var first = string.Join(", ", names.Take(shownCount).Select(From));
        return names.Count > shownCount ? $"{first} and {names.Count - shownCount} more" : first;
    }
}
