using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Studies.Database;

namespace RewardLab.Jobs.Studies;

/// <summary>Rewards that answer beside people as one annotator: one answers by alignment, one by quality.</summary>
/// <param name="Name">What the annotator is called.</param>
/// <param name="Rewards">The reward of each question, and by how much a set's mean score must lead to be better.</param>
internal sealed record RewardAnnotator(string Name, IReadOnlyDictionary<StudyQuestion, (string Reward, double Margin)> Rewards)
{
    /// <summary>Reads "inspector=toybox-truth,toybox-fidelity@0.02":
    /// a name, the reward for alignment and, where there is one, the reward for quality, each with a margin where it needs one.</summary>
    /// <exception cref="RecipeUsageException">It is nothing of that kind.</exception>
    public static RewardAnnotator Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var rewards = equals <= 0 ? [] : text[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        if (rewards.Length is < 1 or > 2 || rewards.Any(reward => reward.Length == 0))
        {
            throw Wrong(text);
        }

        return new RewardAnnotator(
            text[..equals].Trim(),
            rewards.Index().ToDictionary(reward => reward.Index == 0 ? StudyQuestion.Alignment : StudyQuestion.Quality, reward => Reward(reward.Item, text)));
    }

    private static (string Reward, double Margin) Reward(string reward, string text)
    {
        var at = reward.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (reward, 0)
            : double.TryParse(reward.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var margin)
                && double.IsFinite(margin)
                && margin >= 0
                && at > 0 ? (reward[..at], margin)
            : throw Wrong(text);
    }

    private static RecipeUsageException Wrong(string text) =>
        new($"--reward-annotator {text} is not of the form NAME=REWARD,REWARD: the annotator's name, the reward for alignment and the reward for quality, "
            + "such as inspector=toybox-truth,toybox-fidelity@0.02, where a difference of 0.02 or less is a tie.");
}
