using System.Globalization;
using RewardLab.Editor.Theming;

namespace RewardLab.Editor.Inspecting;

/// <summary>A field's value as its row shows it.</summary>
internal static class FieldText
{
    private const int SliderCells = 8;
    private const int LeastText = 8;

    /// <summary>A check box, a choice, a number with a bar that tells where in its range it lies, or the text.</summary>
    public static string Of(Field field, int width, Glyphs glyphs) => field.Kind switch
    {
        FieldKind.Flag => field.Text == "true" ? glyphs.Checked : field.Text == "false" ? glyphs.Unchecked : field.Text,
        FieldKind.Choice => $"< {field.Text} >",
        FieldKind.Number when width >= LeastText + SliderCells + 1 && Share(field) is { } share => $"{field.Text.PadRight(LeastText)} {Bar(share, glyphs)}",
        _ => field.Text,
    };

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
