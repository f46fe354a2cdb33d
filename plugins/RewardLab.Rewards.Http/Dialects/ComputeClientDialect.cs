namespace RewardLab.Rewards.Http.Dialects;

/// <summary>Flow-Factory's dialect: POST /compute, in pairs.</summary>
internal sealed class ComputeClientDialect : IClientDialect
{
    public bool HoldsSeveralPrompts => false;

    public string Path => "compute";

    public bool NamesReward => false;

    public string ContentType => JsonAnswer.ContentType;

    public ReadOnlyMemory<byte> Write(ScoreQuestion question) => JsonAnswer.Write(writer =>
    {
        JsonAnswer.WriteTexts(writer, "prompt", question.Prompts.Select(prompts => prompts[0]));
        JsonAnswer.WriteImages(writer, "image", question.Images);
        writer.WriteNull("video");
        writer.WriteNull("condition_images");
        writer.WriteNull("condition_videos");
    });

    public IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question) => JsonAnswer.Read(
        body, root => JsonAnswer.List(root, "rewards", question.Count).Select((score, i) => JsonAnswer.Score(score, $"score {i}")).ToArray());

    public string Refusal(ReadOnlyMemory<byte> body) => JsonAnswer.Refusal(body);
}
