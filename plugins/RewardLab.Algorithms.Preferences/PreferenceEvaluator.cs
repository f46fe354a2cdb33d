using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Torch.Training.Rewards;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Measures a reward on choices that it does not learn from; each image is scored once, however many choices it is in.</summary>
internal sealed class PreferenceEvaluator(ITrainableReward reward, PreferenceImages images, PreferenceTrainingOptions options)
{
    private int BatchSize => options.MicroBatchSize > 0 ? options.MicroBatchSize : options.BatchSize;

    /// <summary>Measures the reward on some pairs, in evaluation mode (no dropout) and without gradients.</summary>
    /// <exception cref="RewardLabException">A score is not finite; names its image.</exception>
    public PreferenceMetrics Create(IReadOnlyList<PreferencePair> pairs, CancellationToken cancellationToken)
    {
        var scores = Scores(pairs, cancellationToken);
        var (accuracy, loss, count) = (new PairwiseAccuracy(), 0.0, 0);
        foreach (var pair in pairs)
        {
            var lead = (double)scores[(pair.Prompt, pair.First)] - scores[(pair.Prompt, pair.Second)];
            accuracy.Add(pair, lead);
            if (pair.Outcome != PreferenceOutcome.Tie || options.Ties == TieTreatment.Half)
            {
                loss += BradleyTerryLoss.OfLead(pair.Outcome == PreferenceOutcome.Second ? -lead : lead, pair.Outcome == PreferenceOutcome.Tie);
                count++;
            }
        }

        return new PreferenceMetrics(accuracy, count == 0 ? 0 : loss / count, count);
    }

    private Dictionary<(string Prompt, string File), float> Scores(IReadOnlyList<PreferencePair> pairs, CancellationToken cancellationToken)
    {
        reward.Module.eval();
        using var ungraded = no_grad();
        var scores = new Dictionary<(string, string), float>();
        foreach (var items in pairs.SelectMany(pair => new[] { (pair.Prompt, File: pair.First), (pair.Prompt, File: pair.Second) }).Distinct().Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var pixels = reward.Preprocessor.Preprocess(images.Get([.. items.Select(item => item.File)], cancellationToken), reward.Device);
            var values = reward.Pairs(pixels, [.. items.Select(item => item.Prompt)]).cpu().contiguous().data<float>().ToArray();
            foreach (var (item, value) in items.Zip(values))
            {
                scores[item] = float.IsFinite(value)
                    ? value
                    : throw new RewardLabException($"train-reward: the score of '{item.File}' is {value}. Lower the learning rate.");
            }
        }

        return scores;
    }
}
