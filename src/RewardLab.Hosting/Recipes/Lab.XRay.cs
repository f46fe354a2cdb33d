using RewardLab.Abstractions;
using RewardLab.Evaluation.XRays;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Cards;
using RewardLab.Runs.Images;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>Rewards X-rayed.</content>
public static partial class Lab
{
    private const int ShownWeakSpots = 8;

    /// <summary>Measures what moves rewards that should not, prints the weak spots of the first, and saves the card as NAME.html and
    /// NAME.json in the run.</summary>
    /// <param name="pools">Images of each prompt, as <see cref="Generate"/> gives them; some prompt has two or more. Their labels count.</param>
    /// <param name="rewards">At least one; others are compared with the first. Names must differ.</param>
    /// <param name="generator">Contrastive prompts, with which a reward should fall; null for none.</param>
    /// <param name="edits">Edits that break a pool's prompt; null for none.</param>
    /// <param name="options">What is measured; null for everything, without speed.</param>
    /// <param name="name">The files' name.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="RewardLabException">There is nothing to measure, a reward has no spread within a prompt, or a score is not finite.</exception>
    public static RewardCard XRay(
        IReadOnlyList<ImagePool> pools,
        IReadOnlyList<RecipeReward> rewards,
        RecipePrompts? generator = null,
        Func<ImagePool, IReadOnlyList<XRayEdit>>? edits = null,
        XRayOptions? options = null,
        string name = "reward-card")
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(name);
        var session = RecipeSession.Current;
        var card = RewardLab.Evaluation.XRays.XRay.Run(
            [.. rewards.Select(reward => new XRayReward(reward.Name, reward))],
            [
                .. pools.Select(pool => new XRayPrompt(pool.Prompt, pool.Images)
                {
                    ContrastivePrompts = generator?.Generate(pool.Prompt).ContrastivePrompts ?? [],
                    Edits = edits?.Invoke(pool) ?? [],
                    Labels = pool.Labels,
                }),
            ],
            (options ?? new XRayOptions { Seed = session.Run.Seed }) with
            {
                Jpeg = options?.Jpeg ?? JpegRoundTrip.Apply,
                Progress = new ImmediateProgress(done => Progress("X-ray", done, 100)),
            },
            session.Cancellation);
        using (var json = session.Run.CreateFile(name + ".json"))
        {
            RewardCardJson.Write(json, card);
        }

        using (var page = new StreamWriter(session.Run.CreateFile(name + ".html")))
        {
            RewardCardPage.Write(page, card, "");
        }

        foreach (var reward in card.Rewards)
        {
            Note(string.Join(" ", RewardCardPage.Findings(reward)));
        }

        Table(WeakSpots(card));
        return card;
    }

    private static ResultTable WeakSpots(RewardCard card) => new(
        $"what raises {card.Rewards[0].Name} and should not: shifts in standard deviations within a prompt, 95% intervals over {card.PromptCount} prompts",
        ["change", .. card.Rewards.Select(reward => reward.Name)],
        card.Compare().Take(ShownWeakSpots).Select(row => (IReadOnlyList<object?>)
            [row[0].Name, .. row.Select(effect => effect.Shift is { } shift ? (object)NumberCell.From(shift, isSigned: true) : "")]));
}
