using System.Text.Json;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>RewardLab's own dialect: POST /v1/score.</summary>
internal sealed class OwnClientDialect : IClientDialect
{
    public bool HoldsSeveralPrompts => true;

    public string Path => "v1/score";

    public bool NamesReward => true;

    public string ContentType => JsonAnswer.ContentType;

    public ReadOnlyMemory<byte> Write(ScoreQuestion question) => JsonAnswer.Write(writer =>
    {
        JsonAnswer.WriteImages(writer, "images", question.Images);
        if (question.IsMatrix)
        {
            JsonAnswer.WriteTexts(writer, "prompts", question.Prompts[0]);
        }
        else
        {
            WriteOwn(writer, question.Prompts);
        }

        JsonAnswer.WriteTexts(writer, "rewards", question.Reward.Length > 0 ? [question.Reward] : []);
        writer.WriteString("mode", question.IsMatrix ? "matrix" : "pairs");
        writer.WriteBoolean("details", false);
    });

    public IReadOnlyList<ServedScore> Read(ReadOnlyMemory<byte> body, ScoreQuestion question) => JsonAnswer.Read(body, root =>
    {
        var results = JsonAnswer.List(root, "results", question.Count);
        var scores = new List<ServedScore>(question.Count);
        for (var image = 0; image < question.Prompts.Count; image++)
        {
            foreach (var prompt in question.Prompts[image])
            {
                scores.Add(Score(results[scores.Count], image, prompt, question.Reward, scores.Count));
            }
        }

        return scores;
    });

    public string Refusal(ReadOnlyMemory<byte> body) => JsonAnswer.Refusal(body);

    // One prompt of an image is a text, several are a list.
    private static void WriteOwn(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<string>> prompts)
    {
        writer.WriteStartArray("prompts");
        foreach (var own in prompts)
        {
            if (own.Count == 1)
            {
                writer.WriteStringValue(own[0]);
                continue;
            }

            writer.WriteStartArray();
            foreach (var prompt in own)
            {
                writer.WriteStringValue(prompt);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static ServedScore Score(JsonElement result, int image, string prompt, string reward, int place)
    {
        // The order is the request's; where the answer says whose score it is, that must agree.
        if (result.ValueKind != JsonValueKind.Object
            || (result.TryGetProperty("image", out var index) && (!index.TryGetInt32(out var number) || number != image))
            || (result.TryGetProperty("prompt", out var text) && (text.ValueKind != JsonValueKind.String || text.GetString() != prompt)))
        {
            throw new UnreadableAnswerException($"results in another order: entry {place} is not of image {image} and its prompt");
        }

        var entry = RewardEntry.Find(
            result.TryGetProperty("rewards", out var rewards) ? rewards : throw new UnreadableAnswerException($"no 'rewards' in entry {place}"), reward)
            ?? throw new UnreadableAnswerException($"no reward{(reward.Length > 0 ? $" '{reward}'" : "")} in entry {place}");
        return RewardEntry.Score(entry, place);
    }
}
