using System.Globalization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Runs.Tables;

/// <summary>A number in a table that is shown with more than its digits, such as "0.750 [0.50, 1.00] *":
/// people read the text, and files hold the numbers.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Value">The number; null where there is none.</param>
public sealed record NumberCell(string Text, double? Value)
{
    private const string None = "-";

    /// <summary>No number, shown as a dash.</summary>
    public static NumberCell Missing { get; } = new(None, null);

    /// <summary>Whether the number may have a confidence interval, so that files have fields for it.</summary>
    public bool IsInterval { get; init; }

    /// <summary>Lower end of the interval; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>How many values the number is of, such as prompts; null where it is not known.</summary>
    public int? Count { get; init; }

    /// <summary>A mean with its interval; a dash for null.</summary>
    /// <param name="interval">The mean and its interval.</param>
    /// <param name="isSigned">Whether numbers above 0 carry a plus, as leads do.</param>
    /// <param name="meanDecimals">Decimals of the mean, 0 or more.</param>
    /// <param name="endDecimals">Decimals of the ends, 0 or more.</param>
    /// <param name="mark">What follows the interval, such as " *".</param>
    public static NumberCell From(ConfidenceInterval? interval, bool isSigned = false, int meanDecimals = 3, int endDecimals = 2, string mark = "") =>
        interval is null
            ? Missing with { IsInterval = true }
            : new NumberCell(interval.ToText(isSigned, meanDecimals, endDecimals, mark), interval.Mean)
            {
                IsInterval = true, Low = interval.Lower, High = interval.Upper, Count = interval.Count,
            };

    /// <summary>A share with Wilson's interval, shown in percent; a dash for null.</summary>
    /// <param name="share">The share and its interval.</param>
    public static NumberCell From(WilsonInterval? share) => share is null
        ? Missing with { IsInterval = true }
        : new NumberCell(string.Create(CultureInfo.InvariantCulture, $"{share.Share:0%} [{share.Lower:0%}, {share.Upper:0%}]"), share.Share)
        {
            IsInterval = true, Low = share.Lower, High = share.Upper, Count = share.Count,
        };

    /// <summary>A p-value, shown as <see cref="HolmCorrection.Text"/> shows it.</summary>
    /// <param name="p">The p-value; null for none.</param>
    public static NumberCell OfP(double? p) => new(HolmCorrection.Text(p), p);

    /// <summary>A number that is shown in a form of its own.</summary>
    /// <param name="value">The number; null for none, which is shown as a dash.</param>
    /// <param name="format">How it is shown (.NET's format strings).</param>
    public static NumberCell Formatted(double? value, string format) =>
        value is { } number ? new NumberCell(number.ToString(format, CultureInfo.InvariantCulture), number) : Missing;

    /// <summary>What is shown.</summary>
    public override string ToString() => Text;
}
