namespace RewardLab.Runs.Scores;

/// <summary>Scores as files have them.</summary>
public static class ScoreText
{
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
