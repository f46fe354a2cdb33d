using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Rewards;

/// <summary>Binds TextNorm's options as files and settings write them, former keys included: 'form: share' is equation 1.</summary>
internal static class TextNormBinder
{
    private const string FormerVariantKey = "form";
    private const string FormerEquation1 = "share";
    private const string VariantKey = "variant";

    /// <summary>Makes the options.</summary>
    /// <param name="values">Option names to values.</param>
    /// <exception cref="RewardLabException">A name is unknown, a value does not fit, or the options do not go together.</exception>
    public static TextNormOptions Bind(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var current = new List<KeyValuePair<string, object?>>();
        foreach (var (key, value) in values)
        {
            current.Add(string.Equals(key, FormerVariantKey, StringComparison.OrdinalIgnoreCase)
                ? KeyValuePair.Create(
                    VariantKey,
                    string.Equals(value as string, FormerEquation1, StringComparison.OrdinalIgnoreCase) ? OptionText.Format(TextNormVariant.Equation1) : value)
                : KeyValuePair.Create(key, value));
        }

        return (TextNormOptions)OptionsBinder.Bind(typeof(TextNormOptions), current, new OptionPath(RewardTreeKeys.TextNorm, ""));
    }
}
