using RewardLab.Evaluation.Pickles;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>A pickle of images with several queries each, to the service's address: as flow_grpo sends it to its reward server.</summary>
internal sealed class PickledQueriesDialect : IClientDialect
{
    // What such a service is to find likely.
    private const string Answer = "yes";

    public bool HoldsSeveralPrompts => true;

    public string Path => "";

    public bool NamesReward => false;

    public string ContentType => PickledAnswer.ContentType;

    public ReadOnlyMemory<byte> Write(ScoreQuestion question) => PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["images"] = question.Images.ToArray(),
        ["queries"] = question.Prompts.Select(prompts => prompts.ToArray()).ToArray(),
        ["answers"] = question.Prompts.Select(prompts => prompts.Select(_ => Answer).ToArray()).ToArray(),
    });

    public IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question)
    {
        var outputs = PickledAnswer.List(PickledAnswer.Read(body), question.Images.Count, "outputs", "scores");
        var scores = new List<ServedScore>(question.Count);
        foreach (var (image, prompts) in question.Prompts.Index())
        {
            // One query needs no list of its own.
            var own = PickledAnswer.Items(outputs[image]) ?? [outputs[image]];
            if (own.Count != prompts.Count)
            {
                throw new UnreadableAnswerException($"{own.Count} scores of image {image} where {prompts.Count} were asked for");
            }

            scores.AddRange(own.Select(score => PickledAnswer.Score(score, $"a score of image {image}")));
        }

        return scores;
    }

    public string Refusal(ReadOnlyMemory<byte> body) => PickledAnswer.Refusal(body);
}
