using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RewardLab.Terminal;

/// <summary>An option that takes an age, such as 30d.</summary>
internal static class AgeOption
{
    private const double DaysOfAWeek = 7;

    /// <summary>Makes the option.</summary>
    /// <param name="name">Its name, such as "--older-than".</param>
    /// <param name="description">What the age is for.</param>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = $"{description}: a number and m, h, d or w, such as 12h, 30d or 4w",
        HelpName = "AGE",
        CustomParser = result => Parse(result, name),
    };

    private static TimeSpan? Parse(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Unit(text[^1]) is { } unit
            && number * unit.TotalDays < TimeSpan.MaxValue.TotalDays)
        {
            return number * unit;
        }

        result.AddError($"{name} takes a number and m, h, d or w, such as 30d, not '{text}'.");
        return null;
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(DaysOfAWeek),
        _ => null,
    };
}
