using System.Globalization;
using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Inspector;

/// <summary>A field's value as its row shows it.</summary>
internal static class FieldText
{
    private const int SliderCells = 8;
    private const int MinText = 8;

    /// <summary>A check box, a choice, a number with a bar that tells where in its range it lies, or the text.</summary>
    public static string Format(Field field, int width, Glyphs glyphs) => field.Kind switch
    {
        FieldKind.Flag => field.Text == "true" ? glyphs.Checked : field.Text == "false" ? glyphs.Unchecked : field.Text,
        FieldKind.Choice => $"< {field.Text} >",
        FieldKind.Number when width >= MinText + SliderCells + 1 && Share(field) is { } share => $"{field.Text.PadRight(MinText)} {Bar(share, glyphs)}",
        _ => field.Text,
    };

    /// <summary>The value at a column of the bar, in steps that suit the range; null beside the bar, or where there is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="width">The columns that the value has.</param>
    /// <param name="column">The column, from where the value begins.</param>
    public static string? AtColumn(Field field, int width, int column)
    {
        var start = Math.Max(MinText, field.Text.Length) + 1;
        if (field.Kind != FieldKind.Number || width < MinText + SliderCells + 1 || Share(field) is null || column < start || column >= start + SliderCells)
        {
            return null;
        }

        return NumberScale.Value(field, (double)(column - start) / (SliderCells - 1)).ToString("R", CultureInfo.InvariantCulture);
    }

    private static double? Share(Field field) =>
        double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? NumberScale.Place(field, value) : null;

    private static string Bar(double share, Glyphs glyphs)
    {
        var full = (int)Math.Round(share * SliderCells);
        return string.Concat(Enumerable.Repeat(glyphs.Full, full).Concat(Enumerable.Repeat(glyphs.Empty, SliderCells - full)));
    }
}
