using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Studies.Database;

namespace RewardLab.Jobs.Studies;

/// <summary>Rewards that stand beside people as an annotator. Of labels one reward says good or bad; of comparisons one answers by alignment, one by
/// quality.</summary>
/// <param name="Name">What the annotator is called.</param>
/// <param name="Rewards">The reward of each question, and its limit: of labels the lowest score that is good, of comparisons by how much a group's mean score
/// must lead to be better; in units of the reward.</param>
internal sealed record RewardAnnotator(string Name, IReadOnlyDictionary<StudyQuestion, (string Reward, double Limit)> Rewards)
{
    /// <summary>Reads, of labels, "clip=toybox-clip@0.3": a name, a reward and the lowest score that is good; of comparisons,
    /// "inspector=toybox-truth,toybox-fidelity@0.02": a name, the reward for alignment and, where there is one, the reward for quality, each with a margin
    /// where it needs one.</summary>
    /// <exception cref="RecipeUsageException">It is nothing of that kind.</exception>
    public static RewardAnnotator Parse(string text, StudyKind kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        StudyQuestion[] questions = kind == StudyKind.Labels ? [StudyQuestion.Match] : [StudyQuestion.Alignment, StudyQuestion.Quality];
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var rewards = equals <= 0 ? [] : text[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        return rewards.Length >= 1 && rewards.Length <= questions.Length && rewards.All(reward => reward.Length > 0)
            ? new RewardAnnotator(text[..equals].Trim(), questions.Zip(rewards).ToDictionary(entry => entry.First, entry => Reward(entry.Second, text, kind)))
            : throw Wrong(text, kind);
    }

    private static (string Reward, double Limit) Reward(string reward, string text, StudyKind kind)
    {
        // Scores of two groups differ by 0 in any unit; nothing tells a good score from a bad one but the user.
        var (at, isLabel) = (reward.LastIndexOf('@'), kind == StudyKind.Labels);
        return at < 0 && !isLabel ? (reward, 0)
            : at > 0
                && double.TryParse(reward.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
                && double.IsFinite(limit)
                && (isLabel || limit >= 0) ? (reward[..at], limit)
            : throw Wrong(text, kind);
    }

    private static RecipeUsageException Wrong(string text, StudyKind kind) => new(kind == StudyKind.Labels
        ? $"--reward-annotator {text} is not of the form NAME=REWARD@SCORE: the annotator's name, its reward, and the lowest score that is good, "
            + "such as clip=toybox-clip@0.3."
        : $"--reward-annotator {text} is not of the form NAME=REWARD,REWARD: the annotator's name, the reward for alignment and the reward for quality, "
            + "such as inspector=toybox-truth,toybox-fidelity@0.02, where a difference of 0.02 or less is a tie.");
}
