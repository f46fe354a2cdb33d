using RewardLab.Abstractions;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Studies;

/// <summary>Answers a study by rewards: of labels an image whose score is high enough is good, of comparisons the group of the higher mean score is
/// better, or the one that a pairwise judge prefers.</summary>
internal sealed class RewardAnnotation(Session session, TorchRuntimeOptions torch)
{
    private const string Stage = "reward annotators";

    /// <summary>Answers what each of them has not answered yet.</summary>
    /// <param name="study">The study.</param>
    /// <param name="annotators">The reward annotators.</param>
    /// <param name="settings">Options of their rewards, each as REWARD.OPTION=VALUE.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RewardLabException">A reward cannot be made, or an image cannot be read.</exception>
    public async Task AnswerAsync(
        Study study, IReadOnlyList<RewardAnnotator> annotators, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        if (annotators.Count == 0)
        {
            return;
        }

        TorchRuntime.Start(torch);
        string[] ids = [.. annotators.SelectMany(annotator => annotator.Rewards.Values.Select(reward => reward.Reward)).Distinct(StringComparer.Ordinal)];
        var request = new ScoreRequest { Rewards = ids, Images = [], Prompts = [], Settings = settings };
        using var rewards = ScoreRewards.Create(request, Plugins.Start(session).Components);
        var columns = ids.Zip(rewards.Columns, (id, column) => (id, column.Reward))
            .ToDictionary(entry => entry.id, entry => entry.Reward, StringComparer.Ordinal);
        var scores = new Dictionary<(string Reward, string Prompt, string Path), double>();
        var pairs = new PairwiseAnnotation(study);
        try
        {
            foreach (var annotator in annotators)
            {
                var joined = study.JoinReward(annotator.Name);
                foreach (var (done, item) in study.Items.Index())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    session.Screen.OnProgress(Stage, done, study.Items.Count);
                    var answered = study.Board.AnswersOf(joined, item.Id);
                    NewAnswer[] answers =
                    [
                        .. annotator.Rewards.Where(entry => !answered.ContainsKey(entry.Key))
                            .Select(entry => new NewAnswer(
                                joined.Id, item.Id, entry.Key, Answer(Lead(annotator.Name, entry.Key, entry.Value.Reward, item), entry.Value.Limit))),
                    ];
                    if (answers.Length > 0)
                    {
                        await study.SaveAsync(answers);
                    }
                }
            }
        }
        finally
        {
            session.Screen.EndProgress();
            foreach (var line in pairs.Keep())
            {
                session.Screen.Output.WriteLine(line);
            }
        }

        int Answer(double lead, double limit) =>
            study.Plan.Kind == StudyKind.Labels ? (lead >= limit ? 1 : 0)
            : Math.Abs(lead) > limit ? Math.Sign(lead)
            : 0;

        // Of labels the image's score, of comparisons by how much the first group is better.
        double Lead(string annotator, StudyQuestion question, string reward, StudyItem item) =>
            study.Plan.Kind == StudyKind.Labels ? Mean(reward, item.Prompt, item.First)
            : columns[reward].Find<IPairwiseReward>() is { IsPairwise: true } judge ? pairs.Compare(judge, annotator, question, item, cancellationToken)
            : Mean(reward, item.Prompt, item.First) - Mean(reward, item.Prompt, item.Second);

        double Mean(string reward, string prompt, IReadOnlyList<StudyImage> images) => images.Average(image =>
        {
            var key = (reward, prompt, image.Path);
            if (!scores.TryGetValue(key, out var score))
            {
                scores[key] = score = columns[reward].Score(
                    ImageFiles.Read(image.Path, columns[reward].ImageReading ?? ImageReading.Shown), [prompt], cancellationToken)[0, 0];
            }

            return double.IsFinite(score)
                ? score
                : throw new RewardLabException($"{reward} gives '{image.Path}' a score of {score}, which cannot be compared.");
        });
    }
}
