using RewardLab.Abstractions;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>Counts what work will take, less what the cache holds.</summary>
/// <param name="judge">Whom to ask.</param>
/// <param name="answers">The cache and its estimates.</param>
/// <param name="announcement">Tells it.</param>
/// <param name="codec">Encodes images.</param>
/// <param name="textsOf">What is asked about a prompt; null where its checklist is still to be written.</param>
/// <param name="writer">Writes checklists.</param>
internal sealed class CostPreview(
    JudgeSettings judge,
    JudgeAnswerSource answers,
    CostAnnouncement announcement,
    IImageCodec codec,
    Func<string, string[]?> textsOf,
    ChecklistWriter writer)
{
    // Of a checklist that nobody has written yet.
    private const int UsualQuestions = 5;

    /// <summary>Counts, and tells.</summary>
    public void Tell(IEnumerable<(ImageBatch Images, IReadOnlyList<ImagePromptPair> Pairs)> work, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string[]?>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (cached, assumed, ahead) = (0L, 0L, new JudgeSpending(0, 0, 0));
        foreach (var (images, pairs) in work)
        {
            JudgeImage[] shown = [.. Enumerable.Range(0, images.Count).Select(image => new JudgeImage(images, image, codec))];
            foreach (var pair in pairs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!texts.TryGetValue(pair.Prompt, out var asked))
                {
                    texts.Add(pair.Prompt, asked = textsOf(pair.Prompt));
                    ahead = asked is null ? ahead.Add(writer.Ahead(pair.Prompt)) : ahead;
                }

                if (asked is null)
                {
                    // Of the length of the prompt, which tells enough beside the image.
                    var questions = judge.Questions(judge.Templates.OfChecklist(pair.Prompt), shown[pair.Image]);
                    assumed += UsualQuestions * questions.Length;
                    ahead = Enumerable.Repeat(questions, UsualQuestions).SelectMany(question => question).Aggregate(ahead, Add);
                    continue;
                }

                foreach (var question in asked.SelectMany(text => judge.Questions(text, shown[pair.Image])).Where(question => seen.Add(question.Key)))
                {
                    (cached, ahead) = answers.Cached(question) is null ? (cached, Add(ahead, question)) : (cached + 1, ahead);
                }
            }
        }

        if (ahead.Calls > 0)
        {
            announcement.Tell(seen.Count + assumed + texts.Values.Count(asked => asked is null), cached, ahead, assumed);
        }
    }

    private JudgeSpending Add(JudgeSpending spending, JudgeQuestion question) =>
        spending.Add(new JudgeSpending(1, answers.Estimate(question), question.MaxTokens));
}
