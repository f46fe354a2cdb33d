using System.Globalization;

namespace RewardLab.Runs.Scores;

/// <summary>Scores as files have them.</summary>
public static class ScoreText
{
    /// <summary>What follows a reward's name in the heading of the column that orders its scores where they round alike.</summary>
    public const string OrderSuffix = " order";

    /// <summary>The fewest digits that give the score back: as single precision where it is that, such as a network's, else as double.</summary>
    public static string Format(double score) => (float)score == score ? ((float)score).ToString("R", CultureInfo.InvariantCulture) : score.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Whether ranking needs the keys: two scores of one prompt are equal, and their keys are not.</summary>
    /// <param name="prompts">The prompt of each score.</param>
    /// <param name="values">The scores.</param>
    /// <param name="keys">What orders them.</param>
    public static bool NeedsOrder(IReadOnlyList<string> prompts, IReadOnlyList<double> values, IReadOnlyList<double> keys)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(keys);
        var seen = new Dictionary<(string Prompt, double Value), double>();
        for (var i = 0; i < values.Count; i++)
        {
            if (!seen.TryAdd((prompts[i], values[i]), keys[i]) && seen[(prompts[i], values[i])] != keys[i])
            {
                return true;
            }
        }

        return false;
    }
}
