using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>What breaks the meaning: contrastive prompts in place of an image's own, and edits of what images show.</summary>
internal static class MeaningEffects
{
    private const string ContrastivePrompts = "contrastive-prompts";

    public static IReadOnlyList<ChangeEffect> Measure(XRaySubject subject, IReadOnlyList<XRayPrompt> prompts) =>
    [
        .. prompts.Any(prompt => prompt.ContrastivePrompts.Count > 0) ? [Contrastive(subject, prompts)] : Array.Empty<ChangeEffect>(),
        .. prompts.SelectMany(prompt => prompt.Edits).Where(edit => edit.Before.Count > 0).Select(edit => edit.Name).Distinct(StringComparer.Ordinal)
            .Select(name => Edit(subject, prompts, name)),
    ];

    /// <summary>Share of a prompt's images that score highest with their own prompt, mean over prompts; null where there is no other prompt.</summary>
    public static ConfidenceInterval? OwnPromptFirst(XRaySubject subject, IReadOnlyList<XRayPrompt> prompts)
    {
        if (subject.Model.IgnoresPrompts)
        {
            return null;
        }

        double[] shares;
        try
        {
            shares =
            [
                .. prompts.Index().Where(prompt => prompt.Item.ContrastivePrompts.Count > 0).Select(prompt =>
                {
                    var others = prompt.Item.ContrastivePrompts.Select(text => subject.Score(prompt.Item.Images, text)).ToArray();
                    return subject.Base[prompt.Index].Index().Count(score => Array.TrueForAll(others, other => other[score.Index] < score.Item))
                        / (double)prompt.Item.Images.Count;
                }),
            ];
        }
        catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
        {
            return null; // the effect of contrastive prompts says why
        }

        return shares.Length == 0 ? null : ConfidenceInterval.OfMean(shares, ValueRange.Share);
    }

    public static double? OwnPromptByChance(IReadOnlyList<XRayPrompt> prompts)
    {
        var with = prompts.Where(prompt => prompt.ContrastivePrompts.Count > 0).ToArray();
        return with.Length == 0 ? null : with.Average(prompt => 1.0 / (1 + prompt.ContrastivePrompts.Count));
    }

    private static ChangeEffect Contrastive(XRaySubject subject, IReadOnlyList<XRayPrompt> prompts) => Guarded(
        new ChangeEffect(ContrastivePrompts, "another prompt's meaning: contrastive prompts", ""),
        () => prompts.Index().Where(prompt => prompt.Item.ContrastivePrompts.Count > 0).Select(prompt => (double[])
            [.. prompt.Item.ContrastivePrompts.SelectMany(
                text => subject.Differences(subject.Base[prompt.Index], subject.Score(prompt.Item.Images, text)))]));

    private static ChangeEffect Edit(XRaySubject subject, IReadOnlyList<XRayPrompt> prompts, string name) => Guarded(
        new ChangeEffect(name, name, ""),
        () => from prompt in prompts
              from edit in prompt.Edits
              where edit.Name == name && edit.Before.Count > 0
              select subject.Differences(subject.Score(edit.Before, prompt.Prompt), subject.Score(edit.After, prompt.Prompt)));

    private static ChangeEffect Guarded(ChangeEffect effect, Func<IEnumerable<double[]>> shifts)
    {
        try
        {
            return XRaySubject.Measure(effect, [.. shifts()]);
        }
        catch (RewardLabException exception) when (exception is not ScoreNotFiniteException)
        {
            return effect with { Problem = OneLine.Short(exception.Message) };
        }
    }
}
