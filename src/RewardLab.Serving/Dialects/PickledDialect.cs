using RewardLab.Evaluation.Pickles;

namespace RewardLab.Serving.Dialects;

/// <summary>A pickle to any path: images with prompts, with several queries each, or with GenEval's descriptions.</summary>
public sealed class PickledDialect : IRewardDialect
{
    /// <inheritdoc />
    public string Name => "pickle";

    /// <inheritdoc />
    public string ContentType => "application/octet-stream";

    /// <inheritdoc />
    public RewardRequest Read(ReadOnlyMemory<byte> body, RequestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var map = ReadMap(body, limits);
        var images = Images(map);
        RewardRequest request;
        if (map.TryGet("prompts", out var prompts))
        {
            string[][] texts = [.. Texts(prompts, "prompts").Select(prompt => new[] { prompt })];
            request = new RewardRequest(Join(images, texts, "prompts"), WritePrompts);
        }
        else if (map.TryGet("queries", out var queries))
        {
            request = new RewardRequest(Join(images, [.. Items(queries, "queries").Select(Queries)], "queries"), WriteQueries);
        }
        else if (map.TryGet("meta_datas", out var descriptions))
        {
            var (described, tags) = Descriptions(descriptions);
            request = new RewardRequest(Join(images, described, "meta_datas"), results => WriteDescriptions(results, tags));
        }
        else
        {
            throw JsonBody.Malformed("The body has neither 'prompts' nor 'queries' nor 'meta_datas' beside 'images'.");
        }

        limits.Check(request.Entries);
        return request;
    }

    /// <inheritdoc />
    public byte[] Refuse(string problem) => PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal) { ["error"] = problem });

    private static PickledMap ReadMap(ReadOnlyMemory<byte> body, RequestLimits limits)
    {
        try
        {
            return PickledBodyReader.Read(body, PickledBodyLimits.Default with { MaxBytes = limits.MaxBodyBytes }) as PickledMap
                ?? throw JsonBody.Malformed("The body is a pickle, but not a dictionary.");
        }
        catch (InvalidDataException exception)
        {
            throw new RewardRequestException(ScoreProblem.Malformed, $"The body {exception.Message}.", exception);
        }
    }

    private static List<ReadOnlyMemory<byte>> Images(PickledMap map)
    {
        if (!map.TryGet("images", out var value))
        {
            throw JsonBody.Malformed("The body has no 'images'.");
        }

        return
        [
            .. Items(value, "images").Select((image, i) => image is ReadOnlyMemory<byte> bytes
                ? bytes
                : throw JsonBody.Malformed($"Image {i} must be the bytes of an image file; paths and addresses are not read.")),
        ];
    }

    private static RequestedEntry[] Join(List<ReadOnlyMemory<byte>> images, IReadOnlyList<IReadOnlyList<string>> prompts, string name) =>
        images.Count == prompts.Count
            ? [.. images.Select((image, i) => new RequestedEntry(image, prompts[i], []))]
            : throw JsonBody.Malformed($"There are {images.Count} images, but '{name}' has {prompts.Count} entries.");

    private static IReadOnlyList<string> Queries(object? query)
    {
        var texts = query is string text ? [text] : Texts(query, "queries");
        return texts.Count > 0 ? texts : throw JsonBody.Malformed("One of 'queries' is empty.");
    }

    private static (IReadOnlyList<IReadOnlyList<string>> Prompts, IReadOnlyList<string> Tags) Descriptions(object? value)
    {
        PickledMap[] maps =
        [
            .. Items(value, "meta_datas").Select(item => item as PickledMap ?? throw JsonBody.Malformed("'meta_datas' must hold dictionaries.")),
        ];
        return (
            [.. maps.Select(map => (IReadOnlyList<string>)[map.TryGet("prompt", out var prompt) && prompt is string text
                ? text
                : throw JsonBody.Malformed("One of 'meta_datas' has no 'prompt'.")])],
            [.. maps.Select(map => map.TryGet("tag", out var tag) && tag is string text ? text : "")]);
    }

    private static IReadOnlyList<string> Texts(object? value, string name) =>
        [.. Items(value, name).Select(item => item as string ?? throw JsonBody.Malformed($"'{name}' must hold texts."))];

    private static IReadOnlyList<object?> Items(object? value, string name) => value switch
    {
        PickledSequence sequence => sequence,
        PickledArray { Shape.Count: 1 } array => array.Items,
        _ => throw JsonBody.Malformed($"'{name}' must be a list or an array of one dimension."),
    };

    // One client reads 'scores', another 'outputs'.
    private static byte[] WritePrompts(IReadOnlyList<IReadOnlyList<EntryScores>> results)
    {
        double[] scores = [.. RewardRequest.AllScores(results).Select(entry => entry[0])];
        return PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal) { ["scores"] = scores, ["outputs"] = scores });
    }

    private static byte[] WriteQueries(IReadOnlyList<IReadOnlyList<EntryScores>> results)
    {
        double[][] scores = [.. RewardRequest.AllScores(results).Select(entry => entry.ToArray())];
        return PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal) { ["outputs"] = scores });
    }

    // GenEval's client reads a score, a reward and a strict reward for each image, and both rewards by the description's tag.
    private static byte[] WriteDescriptions(IReadOnlyList<IReadOnlyList<EntryScores>> results, IReadOnlyList<string> tags)
    {
        double[] scores = [.. RewardRequest.AllScores(results).Select(entry => entry[0])];
        var byTag = scores.Zip(tags).GroupBy(entry => entry.Second, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (object?)group.Select(entry => entry.First).ToArray(), StringComparer.Ordinal);
        return PickledBodyWriter.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["outputs"] = scores.Select(score => new[] { score }).ToArray(),
            ["scores"] = scores,
            ["rewards"] = scores,
            ["strict_rewards"] = scores,
            ["group_rewards"] = byTag,
            ["group_strict_rewards"] = byTag,
        });
    }
}
