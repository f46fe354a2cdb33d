using RewardLab.Evaluation.Pickles;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>A pickle of images and prompts, in pairs, to the service's address: as verl-omni sends it, and flow_grpo to UnifiedReward.</summary>
internal sealed class PickledPromptsDialect : IClientDialect
{
    public bool HoldsSeveralPrompts => false;

    public string Path => "";

    public bool NamesReward => false;

    public string ContentType => PickledAnswer.ContentType;

    public ReadOnlyMemory<byte> Write(ScoreQuestion question) => PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["images"] = question.Images.ToArray(),
        ["prompts"] = question.Prompts.Select(prompts => prompts[0]).ToArray(),
        ["metadata"] = new Dictionary<string, object?>(StringComparer.Ordinal),
    });

    public IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question) =>
        [.. PickledAnswer.List(PickledAnswer.Read(body), question.Count, "scores", "outputs").Select((score, i) => PickledAnswer.Score(score, $"score {i}"))];

    public string Refusal(ReadOnlyMemory<byte> body) => PickledAnswer.Refusal(body);
}
