using System.Globalization;

namespace RewardLab.Hosting.Components;

/// <summary>Converts numbers without losing any of their value.</summary>
internal static class OptionNumber
{
    /// <summary>The number in the wanted type, or null where the value is not a number or does not fit the type.</summary>
    public static object? Convert(object value, Type type)
    {
        try
        {
            return value switch
            {
                string text => Parse(text.Trim(), type),
                bool or char or Enum => null,
                IConvertible number => OptionTypes.IsWholeNumber(type) ? Whole(number, type) : Fraction(number, type),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is OverflowException or FormatException or InvalidCastException)
        {
            return null;
        }
    }

    private static object? Whole(IConvertible number, Type type)
    {
        // 16.0 is a whole number, 16.5 is none, and rounding it would hide a mistake.
        var exact = number.ToDecimal(CultureInfo.InvariantCulture);
        return exact == decimal.Truncate(exact) ? ((IConvertible)exact).ToType(type, CultureInfo.InvariantCulture) : null;
    }

    private static object Fraction(IConvertible number, Type type) =>
        type == typeof(Half) ? (Half)number.ToDouble(CultureInfo.InvariantCulture) : number.ToType(type, CultureInfo.InvariantCulture);

    private static object? Parse(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (OptionTypes.IsWholeNumber(type))
        {
            return decimal.TryParse(text, NumberStyles.Float, culture, out var whole) ? Whole(whole, type) : null;
        }

        if (type == typeof(decimal))
        {
            return decimal.TryParse(text, NumberStyles.Float, culture, out var exact) ? exact : null;
        }

        return double.TryParse(text, NumberStyles.Float, culture, out var number) ? Fraction(number, type) : null;
    }
}
