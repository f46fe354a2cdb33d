using System.Text.Json;

namespace RewardLab.Serving.Dialects;

/// <summary>POST /score, JSON: conversations whose last turn is scored by the rewards that each names. An entry that fails is named beside the
/// others.</summary>
public sealed class ScoreDialect : IRewardDialect
{
    /// <inheritdoc />
    public string Name => "score";

    /// <inheritdoc />
    public string ContentType => JsonBody.ContentType;

    /// <inheritdoc />
    public RewardRequest Read(ReadOnlyMemory<byte> body, RequestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var entries = JsonBody.Read(body, root =>
        {
            var requests = JsonBody.List(root, "requests") ?? throw JsonBody.Malformed("'requests' is missing.");
            return requests.Count <= limits.MaxImages
                ? requests.Select(ReadEntry).ToArray()
                : throw new RewardRequestException(
                    ScoreProblem.TooLarge, $"The request asks for {requests.Count} images; at most {limits.MaxImages} are allowed.");
        });
        limits.Check(entries);
        return new RewardRequest(entries, Write);
    }

    /// <inheritdoc />
    public byte[] Refuse(string problem) => JsonBody.Refuse(problem);

    private static RequestedEntry ReadEntry(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw JsonBody.Malformed("Each of 'requests' must be an object.");
        }

        var rewards = JsonBody.Texts(request, "required_rewards").Distinct(StringComparer.Ordinal).ToArray();
        var turn = JsonBody.List(request, "history") is [.., var last] && last.ValueKind == JsonValueKind.Object
            ? last
            : throw JsonBody.Malformed("'history' must be a list with at least one turn.");
        if (JsonBody.IsThere(turn, "video_path", out _) || JsonBody.IsThere(turn, "image_path", out _))
        {
            return Failed("Paths of this machine are not read. Send the image itself as 'image_b64'.");
        }

        if (JsonBody.IsThere(turn, "video_b64", out _))
        {
            return Failed("Videos are not scored. Send an image as 'image_b64'.");
        }

        if (!JsonBody.IsThere(turn, "image_b64", out var encoded))
        {
            return Failed("The last turn has no 'image_b64'.");
        }

        if (!JsonBody.IsThere(turn, "text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            return Failed("The last turn has no 'text'.");
        }

        return JsonBody.Image(encoded) is { } image ? new RequestedEntry(image, [text.GetString()!], rewards) : Failed("'image_b64' is not base64.");

        RequestedEntry Failed(string problem) => new(default, [], rewards) { Problem = new ScoreProblem(ScoreProblem.Malformed, problem) };
    }

    private static byte[] Write(IReadOnlyList<IReadOnlyList<EntryScores>> results) => JsonBody.Write(writer =>
    {
        writer.WriteStartArray("results");
        foreach (var rewards in results)
        {
            writer.WriteStartObject();
            foreach (var reward in rewards.Where(reward => reward.Problem is null))
            {
                writer.WriteStartObject(reward.Reward);
                writer.WritePropertyName("score");
                JsonBody.WriteScore(writer, reward.Scores[0]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("errors");
        foreach (var rewards in results)
        {
            writer.WriteStartObject();
            foreach (var reward in rewards.Where(reward => reward.Problem is not null))
            {
                writer.WriteString(reward.Reward, reward.Problem!.Message);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
