// Scores that settings of TextNorm are tried on: each prompt's images once, against the prompt and its contrastive prompts. For recipes that #load it.

using RewardLab.Calibration.Search;

CalibrationPrompt[] ScoredPrompts(IReadOnlyList<PromptPools> sets, IReadOnlyList<RecipeReward> rewards, string generator, RecipeReward groundTruth)
{
    var prompts = Lab.PromptGenerator(generator);
    var scored = new List<CalibrationPrompt>();
    foreach (var (set, pool) in sets.SelectMany(set => set.Pools.Select(pool => (set, pool))))
    {
        var contrastivePrompts = prompts.Generate(pool.Prompt).ContrastivePrompts;
        string[] texts = [pool.Prompt, .. contrastivePrompts];
        scored.Add(new CalibrationPrompt(
            pool.Prompt,
            set.Name,
            Lab.Evaluate.Labels([pool], groundTruth)[0],
            [.. rewards.Select(reward => reward.Score(pool.Images, texts))]) { ContrastivePrompts = contrastivePrompts });
        Lab.Progress("score", scored.Count, sets.Sum(one => (long)one.Pools.Count));
    }

    return [.. scored];
}

// Those of some rewards alone.
CalibrationPrompt[] Of(IEnumerable<CalibrationPrompt> prompts, params int[] rewards) =>
    [.. prompts.Select(prompt => prompt with { Grids = [.. rewards.Select(reward => prompt.Grids[reward])] })];

// From 0.1 to 100, and from 0.01 to 100, four a decade.
TextNormOptions[] Scales() => [.. Enumerable.Range(-4, 13).Select(step => TextNormOptions.Create(TextNormVariant.MinMax, Math.Pow(10, step / 4.0)))];

TextNormOptions[] Temperatures() => [.. Enumerable.Range(-8, 17).Select(step => TextNormOptions.Create(TextNormVariant.Equation1, Math.Pow(10, step / 4.0)))];
