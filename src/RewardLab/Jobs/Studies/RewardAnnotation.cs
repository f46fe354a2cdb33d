using RewardLab.Abstractions;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Studies;

/// <summary>Answers a study by rewards: of labels an image whose score is high enough is good, of comparisons the group of the higher mean score is
/// better.</summary>
internal sealed class RewardAnnotation(Session session, TorchRuntimeOptions torch)
{
    private const string Stage = "reward annotators";

    /// <summary>Answers what each of them has not answered yet.</summary>
    /// <exception cref="RewardLabException">A reward cannot be made, or an image cannot be read.</exception>
    public async Task AnswerAsync(Study study, IReadOnlyList<RewardAnnotator> annotators, CancellationToken cancellationToken)
    {
        if (annotators.Count == 0)
        {
            return;
        }

        TorchRuntime.Start(torch);
        string[] ids = [.. annotators.SelectMany(annotator => annotator.Rewards.Values.Select(reward => reward.Reward)).Distinct(StringComparer.Ordinal)];
        using var rewards = ScoreRewards.Create(new ScoreRequest { Rewards = ids, Images = [], Prompts = [] }, Plugins.Start(session).Components);
        var columns = ids.Zip(rewards.Columns, (id, column) => (id, column.Reward))
            .ToDictionary(entry => entry.id, entry => entry.Reward, StringComparer.Ordinal);
        var scores = new Dictionary<(string Reward, string Prompt, string Path), double>();
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
                        .Select(entry => new NewAnswer(joined.Id, item.Id, entry.Key, Answer(entry.Value.Reward, entry.Value.Limit, item))),
                ];
                if (answers.Length > 0)
                {
                    await study.SaveAsync(answers);
                }
            }
        }

        session.Screen.EndProgress();

        int Answer(string reward, double limit, StudyItem item)
        {
            var first = Mean(reward, item.Prompt, item.First);
            if (study.Plan.Kind == StudyKind.Labels)
            {
                return first >= limit ? 1 : 0;
            }

            var lead = first - Mean(reward, item.Prompt, item.Second);
            return Math.Abs(lead) > limit ? Math.Sign(lead) : 0;
        }

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
