using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Evaluation.Tia2;

/// <summary>The paper's tables, rebuilt from the per-prompt results it released.</summary>
public static class PublishedEvaluation
{
    /// <summary>The calibrated ensemble's name in tables; in the files it is textnorm_ur (uncertainty-regularised), for composition textnorm_mean.</summary>
    public const string TextNorm = "TextNorm";

    // In the order of the paper's table.
    private static readonly (string Key, string Name)[] Names =
        [("clip", "CLIP"), ("blip2", "BLIP-2"), ("imagereward", "ImageReward"), ("pickscore", "PickScore"), ("textnorm_ur", TextNorm), ("textnorm_mean", TextNorm)];

    /// <summary>A table over one set, or over several pooled: every scored prompt counts once.</summary>
    /// <param name="scores">The scores of each set; prompts must differ.</param>
    /// <param name="options">Columns, intervals and tests; all seven metrics when null.</param>
    /// <exception cref="RewardLabException">A prompt lacks one of the five rewards or comes twice, or a share of good pictures is none.</exception>
    public static EvaluationTable Of(IEnumerable<PublishedScores> scores, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var table = new EvaluationTable(options ?? new EvaluationOptions { Metrics = Metric.All });
        foreach (var prompt in scores)
        {
            var good = prompt.GoodShare * Tia2Set.ImagesPerPrompt;
            if (Math.Abs(good - Math.Round(good)) > 1e-6 || good < 0 || good > Tia2Set.ImagesPerPrompt)
            {
                throw new RewardLabException($"\"{prompt.Prompt}\": \"human\" is {prompt.GoodShare}, which is no share of {Tia2Set.ImagesPerPrompt} pictures.");
            }

            foreach (var name in Names.Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
            {
                var keys = Names.Where(entry => entry.Name == name).Select(entry => entry.Key).ToArray();
                var reward = keys.Select(prompt.Rewards.GetValueOrDefault).FirstOrDefault(found => found is not null)
                    ?? throw new RewardLabException($"\"{prompt.Prompt}\": there are no scores of {string.Join(" or ", keys)}.");
                table.Add(name, PromptMetrics.Of(prompt.Prompt, Tia2Set.ImagesPerPrompt, (int)Math.Round(good), reward.Values));
            }
        }

        return table;
    }
}
