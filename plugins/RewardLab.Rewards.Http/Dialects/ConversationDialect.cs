using System.Text.Json;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>UniRL's dialect: POST /score, a conversation for each pair.</summary>
internal sealed class ConversationDialect : IClientDialect
{
    public bool HoldsSeveralPrompts => false;

    public string Path => "score";

    public bool NamesReward => true;

    public string ContentType => JsonAnswer.ContentType;

    public ReadOnlyMemory<byte> Write(ScoreQuestion question) => JsonAnswer.Write(writer =>
    {
        writer.WriteStartArray("requests");
        for (var i = 0; i < question.Images.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("history");
            writer.WriteStartObject();
            writer.WriteString("text", question.Prompts[i][0]);
            writer.WriteBase64String("image_b64", question.Images[i].Span);
            writer.WriteEndObject();
            writer.WriteEndArray();
            JsonAnswer.WriteTexts(writer, "required_rewards", question.Reward.Length > 0 ? [question.Reward] : []);
            writer.WriteNull("metadata");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    // A reward that failed is left out of the results and named among the errors.
    public IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question) => JsonAnswer.Read(body, root =>
    {
        var results = JsonAnswer.List(root, "results", question.Count);
        var errors = root.TryGetProperty("errors", out var given) && given.ValueKind != JsonValueKind.Null
            ? JsonAnswer.List(root, "errors", question.Count)
            : null;
        return results.Select((result, i) => Score(result, errors?[i], question.Reward, i)).ToArray();
    });

    public string Refusal(ReadOnlyMemory<byte> body) => JsonAnswer.Refusal(body);

    private static ServedScore Score(JsonElement result, JsonElement? errors, string reward, int place)
    {
        if (RewardEntry.Find(result, reward) is { } entry)
        {
            return RewardEntry.Score(entry, place);
        }

        return errors is { } failed && RewardEntry.Find(failed, reward) is { } why
            ? new ServedScore(double.NaN, why.ValueKind == JsonValueKind.String ? why.GetString() : why.GetRawText())
            : new ServedScore(double.NaN, $"neither a score nor an error{(reward.Length > 0 ? "" : "; name the reward with option 'reward'")}");
    }
}
