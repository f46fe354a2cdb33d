using RewardLab.Abstractions;

namespace RewardLab.Calibration.Search;

/// <summary>Which fold each prompt is in: chosen by a hash of its text, so that other prompts that come or go leave most where they were.</summary>
internal static class CalibrationFolds
{
    /// <summary>A fold for each prompt, 0 to the number of folds less 1.</summary>
    /// <exception cref="RewardLabException">There are fewer prompts, in all or in a set, than folds.</exception>
    public static int[] Create(IReadOnlyList<CalibrationPrompt> prompts, CalibrationOptions options, bool bySet)
    {
        var folds = new int[prompts.Count];
        foreach (var group in Enumerable.Range(0, prompts.Count).GroupBy(prompt => bySet ? prompts[prompt].Set : "", StringComparer.Ordinal))
        {
            if (group.Count() < options.Folds)
            {
                throw new RewardLabException(
                    $"Calibration: {(bySet ? $"set '{group.Key}'" : "the benchmark")} has {group.Count()} usable prompts, "
                    + $"fewer than {options.Folds} folds. Choose fewer folds.");
            }

            var order = SeedStream.Create(options.Seed, "folds").Child(group.Key);
            foreach (var (place, prompt) in group.OrderBy(prompt => order.Child(prompts[prompt].Prompt)[0]).Index())
            {
                folds[prompt] = place % options.Folds;
            }
        }

        return folds;
    }
}
