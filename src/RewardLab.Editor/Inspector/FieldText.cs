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

        var (low, high) = (field.Minimum!.Value, field.Maximum!.Value);
        var value = low + ((high - low) * (column - start) / (SliderCells - 1));
        var digits = field.IsWhole ? 0 : Math.Clamp((int)Math.Ceiling(2 - Math.Log10(high - low)), 0, 15);
        return Math.Round(value, digits).ToString("R", CultureInfo.InvariantCulture);
    }

    // Of a range over many powers of ten a linear bar would tell nothing.
    private static double? Share(Field field) =>
        field is { Minimum: { } low, Maximum: { } high } && high > low && high - low <= 10_000
        && double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? (value - low) / (high - low)
            : null;

    private static string Bar(double share, Glyphs glyphs)
    {
        var full = (int)Math.Round(share * SliderCells);
        return string.Concat(Enumerable.Repeat(glyphs.Full, full).Concat(Enumerable.Repeat(glyphs.Empty, SliderCells - full)));
    }
}
