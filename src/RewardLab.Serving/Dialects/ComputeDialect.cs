namespace RewardLab.Serving.Dialects;

/// <summary>POST /compute, JSON: images and prompts, one score each.</summary>
/// <remarks>Images that an image was made from (condition_images) are not looked at: rewards score an image and its prompt.</remarks>
public sealed class ComputeDialect : IRewardDialect
{
    /// <inheritdoc />
    public string Name => "compute";

    /// <inheritdoc />
    public string ContentType => JsonBody.ContentType;

    /// <inheritdoc />
    public RewardRequest Read(ReadOnlyMemory<byte> body, RequestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var entries = JsonBody.Read(body, root =>
        {
            if (JsonBody.List(root, "video") is { Count: > 0 })
            {
                throw JsonBody.Malformed("Videos are not scored. Send images as 'image'.");
            }

            var prompts = JsonBody.Texts(root, "prompt");
            var images = JsonBody.List(root, "image") ?? throw JsonBody.Malformed("'image' is missing.");
            if (images.Count != prompts.Count)
            {
                throw JsonBody.Malformed($"There are {images.Count} images and {prompts.Count} prompts.");
            }

            return images.Count <= limits.MaxImages
                ? images.Select((image, i) => new RequestedEntry(JsonBody.RequiredImage(image, i), [prompts[i]], [])).ToArray()
                : throw new RewardRequestException(ScoreProblem.TooLarge, $"The request holds {images.Count} images; at most {limits.MaxImages} are allowed.");
        });
        limits.Check(entries);
        return new RewardRequest(entries, Write);
    }

    /// <inheritdoc />
    public byte[] Refuse(string problem) => JsonBody.Refuse(problem);

    private static byte[] Write(IReadOnlyList<IReadOnlyList<EntryScores>> results)
    {
        var scores = RewardRequest.AllScores(results);
        return JsonBody.Write(writer =>
        {
            writer.WriteStartArray("rewards");
            foreach (var entry in scores)
            {
                JsonBody.WriteScore(writer, entry[0]);
            }

            writer.WriteEndArray();
        });
    }
}
