using System.Text.Json;

namespace RewardLab.Serving.Dialects;

/// <summary>POST /v1/score: images and prompts, in pairs or as a matrix, by any rewards; answers with how each score came about.</summary>
public sealed class OwnDialect : IRewardDialect
{
    private const string Pairs = "pairs";
    private const string Matrix = "matrix";
    private const string OfPrompts = "'prompts' must be a list of texts, or of lists with at least one text.";

    /// <inheritdoc />
    public string Name => "v1";

    /// <inheritdoc />
    public string ContentType => JsonBody.ContentType;

    /// <inheritdoc />
    public RewardRequest Read(ReadOnlyMemory<byte> body, RequestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return JsonBody.Read(body, root => CreateOf(
            [
                .. (JsonBody.List(root, "images") ?? throw JsonBody.Malformed("'images' is missing."))
                    .Select((image, i) => (ReadOnlyMemory<byte>)JsonBody.RequiredImage(image, i)),
            ],
            [.. (JsonBody.List(root, "prompts") ?? []).Select(Prompts)],
            JsonBody.Texts(root, "rewards"),
            JsonBody.IsThere(root, "mode", out var mode) ? JsonBody.Text(mode, "'mode' must be a text.") : null,
            !JsonBody.IsThere(root, "details", out var details) || details.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw JsonBody.Malformed("'details' must be true or false."),
            },
            limits));
    }

    /// <summary>Makes a request of its parts, however they were sent.</summary>
    /// <param name="images">The bytes of image files.</param>
    /// <param name="prompts">As many as images, or any number for a matrix.</param>
    /// <param name="rewards">The rewards' ids; empty for the service's default.</param>
    /// <param name="mode">"pairs" or "matrix"; null for pairs.</param>
    /// <param name="hasDetails">Whether the answer shows how scores came about.</param>
    /// <param name="limits">How much may be asked for.</param>
    /// <exception cref="RewardRequestException">The parts do not go together, or exceed a limit.</exception>
    public static RewardRequest Create(
        IReadOnlyList<ReadOnlyMemory<byte>> images,
        IReadOnlyList<string> prompts,
        IReadOnlyList<string> rewards,
        string? mode,
        bool hasDetails,
        RequestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(limits);
        return CreateOf(images, [.. prompts.Select(prompt => (IReadOnlyList<string>)[prompt])], rewards, mode, hasDetails, limits);
    }

    /// <inheritdoc />
    public byte[] Refuse(string problem) => JsonBody.Refuse(problem);

    private static RewardRequest CreateOf(
        IReadOnlyList<ReadOnlyMemory<byte>> images,
        IReadOnlyList<IReadOnlyList<string>> prompts,
        IReadOnlyList<string> rewards,
        string? mode,
        bool hasDetails,
        RequestLimits limits)
    {
        if (mode is not (null or Pairs or Matrix))
        {
            throw JsonBody.Malformed($"'mode' must be \"{Pairs}\" or \"{Matrix}\".");
        }

        if (prompts.Count == 0 || (mode != Matrix && prompts.Count != images.Count))
        {
            throw JsonBody.Malformed($"There are {images.Count} images and {prompts.Count} prompts. Pairs need as many of both, a matrix at least one prompt.");
        }

        if (mode == Matrix && prompts.Any(own => own.Count != 1))
        {
            throw JsonBody.Malformed("The prompts of a matrix are those of all images: each of 'prompts' must be a text.");
        }

        string[] ids = [.. rewards.Distinct(StringComparer.Ordinal)];
        string[] common = mode == Matrix ? [.. prompts.Select(own => own[0])] : [];
        RequestedEntry[] entries = [.. images.Select((image, i) => new RequestedEntry(image, mode == Matrix ? common : prompts[i], ids))];
        limits.Check(entries);
        return new RewardRequest(entries, results => Write(entries, results)) { IsMatrix = mode == Matrix, WantsDetails = hasDetails };
    }

    // An image's prompt, or a list of those that it meets.
    private static IReadOnlyList<string> Prompts(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return [JsonBody.Text(element, OfPrompts)];
        }

        return element.GetArrayLength() > 0
            ? [.. element.EnumerateArray().Select(prompt => JsonBody.Text(prompt, OfPrompts))]
            : throw JsonBody.Malformed(OfPrompts);
    }

    private static byte[] Write(RequestedEntry[] entries, IReadOnlyList<IReadOnlyList<EntryScores>> results) => JsonBody.Write(writer =>
    {
        writer.WriteStartArray("results");
        for (var image = 0; image < entries.Length; image++)
        {
            for (var prompt = 0; prompt < entries[image].Prompts.Count; prompt++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("image", image);
                writer.WriteString("prompt", entries[image].Prompts[prompt]);
                writer.WriteStartObject("rewards");
                foreach (var reward in results[image])
                {
                    writer.WriteStartObject(reward.Reward);
                    Write(writer, reward, prompt);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, EntryScores reward, int prompt)
    {
        if (reward.Problem is { } problem)
        {
            writer.WriteString("error", problem.Message);
        }
        else if (reward.Details.Count > 0)
        {
            Write(writer, reward.Details[prompt]);
        }
        else
        {
            writer.WritePropertyName("score");
            JsonBody.WriteScore(writer, reward.Scores[prompt]);
        }
    }

    // As deep as reward trees are, whose reader bounds them.
    private static void Write(Utf8JsonWriter writer, ScoreDetail detail)
    {
        writer.WriteString("name", detail.Name);
        writer.WritePropertyName("score");
        JsonBody.WriteScore(writer, detail.Score);
        if (detail.Share is { } share)
        {
            writer.WritePropertyName("share");
            JsonBody.WriteScore(writer, share);
            writer.WriteStartArray("contrastivePrompts");
            foreach (var text in detail.ContrastivePrompts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }

        if (detail.Members.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("members");
        foreach (var member in detail.Members)
        {
            writer.WriteStartObject();
            Write(writer, member);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
