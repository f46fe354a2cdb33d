using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;
using RewardLab.Calibration.Trees;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Scores the entries of one batch by one reward, in the calls that 'score' makes for files of the same images.</summary>
/// <param name="isMatrix">Whether all images meet all prompts.</param>
/// <param name="wantsDetails">Whether to say how scores came about.</param>
/// <param name="entries">The entries, all of which have an image.</param>
internal sealed class BatchScorer(bool isMatrix, bool wantsDetails, IReadOnlyList<DecodedEntry> entries)
{
    // As many as 'score' passes on at once.
    private const int MaxImages = 64;

    private readonly IReadOnlyList<(int[] Places, ImageBatch Images)> _batches =
    [
        .. entries.Index().GroupBy(entry => (entry.Item.Image!.Height, entry.Item.Image.Width))
            .SelectMany(group => group.Chunk(MaxImages))
            .Select(chunk => (chunk.Select(entry => entry.Index).ToArray(), ImageBatch.Concat([.. chunk.Select(entry => entry.Item.Image!)]))),
    ];

    /// <summary>Scores all entries. Where a batch fails, each of its entries is tried alone, so that those that fail are named.</summary>
    public EntryScores[] Score(ServedReward reward, CancellationToken cancellationToken)
    {
        var results = new EntryScores[entries.Count];
        foreach (var (places, images) in _batches)
        {
            try
            {
                Score(reward, places, images, results, cancellationToken);
            }
            catch (RewardLabException) when (places.Length > 1)
            {
                for (var i = 0; i < places.Length; i++)
                {
                    ScoreAlone(reward, places[i], images.Slice(i, 1), results, cancellationToken);
                }
            }
            catch (RewardLabException exception)
            {
                results[places[0]] = Failed(reward.Id, exception);
            }
        }

        return results;
    }

    private void ScoreAlone(ServedReward reward, int place, ImageBatch image, EntryScores[] results, CancellationToken cancellationToken)
    {
        try
        {
            Score(reward, [place], image, results, cancellationToken);
        }
        catch (RewardLabException exception)
        {
            results[place] = Failed(reward.Id, exception);
        }
    }

    private void Score(ServedReward reward, int[] places, ImageBatch images, EntryScores[] results, CancellationToken cancellationToken)
    {
        var prompts = places.Select(place => entries[place].Prompts).ToArray();
        ImagePromptPair[] pairs = isMatrix ? [] : [.. prompts.SelectMany((texts, image) => texts.Select(text => new ImagePromptPair(image, text))).Distinct()];
        var placeOf = pairs.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var root = Ask(reward.Model);
        var details = wantsDetails ? Describe(reward.Model) : null;
        for (var image = 0; image < places.Length; image++)
        {
            var scores = prompts[image].Select((_, prompt) => root(image, prompt)).ToArray();
            var bad = Array.FindIndex(scores, score => !double.IsFinite(score));
            if (bad >= 0)
            {
                throw new ScoreNotFiniteException($"{reward.Id} scores an image against \"{prompts[image][bad]}\" as {scores[bad]}; scores must be finite.");
            }

            results[places[image]] = new EntryScores
            {
                Reward = reward.Id,
                Scores = scores,
                Details = details is null ? [] : [.. prompts[image].Select((_, prompt) => details(image, prompt))],
            };
        }

        // One call; then the score of an image of the batch and one of its prompts.
        Func<int, int, double> Ask(IRewardModel model)
        {
            var grid = isMatrix ? model.Score(images, prompts[0], cancellationToken) : model.ScorePairs(images, pairs, cancellationToken);
            return isMatrix ? (image, prompt) => grid[image, prompt] : (image, prompt) => grid[placeOf[new ImagePromptPair(image, prompts[image][prompt])], 0];
        }

        // Models below remember what they were asked for these images.
        Func<int, int, ScoreDetail> Describe(IRewardModel model)
        {
            var score = Ask(model);
            switch (model)
            {
                case TextNorm textNorm:
                    var inner = Describe(textNorm.Inner);
                    var isShare = textNorm.Options.EffectiveVariant != TextNormVariant.LogitDifference;
                    return (image, prompt) => new ScoreDetail(model.Name, score(image, prompt))
                    {
                        Share = isShare ? score(image, prompt) : ContrastiveSoftmax.ShareOf(score(image, prompt)),
                        ContrastivePrompts = textNorm.ContrastivePromptsOf(prompts[image][prompt], cancellationToken),
                        Members = [inner(image, prompt)],
                    };
                case EnsembleReward ensemble:
                    var members = ensemble.Members.Select(Describe).ToArray();
                    return (image, prompt) => new ScoreDetail(model.Name, score(image, prompt))
                    {
                        Members = [.. members.Select(member => member(image, prompt))],
                    };
                default:
                    return (image, prompt) => new ScoreDetail(model.Name, score(image, prompt));
            }
        }
    }

    /// <summary>How many floors of a tree stand below a reward: 0 for a model.</summary>
    public static int HeightOf(IRewardModel model) => model switch
    {
        TextNorm textNorm => HeightOf(textNorm.Inner) + 1,
        EnsembleReward ensemble => ensemble.Members.Max(HeightOf) + 1,
        _ => 0,
    };

    private static EntryScores Failed(string reward, RewardLabException exception) =>
        new() { Reward = reward, Problem = new ScoreProblem(ScoreProblem.CannotScore, OneLine.FirstLine(exception)) };
}
