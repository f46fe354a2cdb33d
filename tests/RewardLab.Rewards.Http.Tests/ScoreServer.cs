using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Pickles;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Runs.Images;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>A service on this machine that speaks every dialect, and rewards that ask it. Its score is known of each image and prompt.</summary>
internal sealed class ScoreServer : IDisposable
{
    public const string Id = "served";

    private readonly LoopbackServer _server;
    private readonly List<HttpReward> _made = [];

    /// <param name="tamper">Changes what an honest service answers; null for nothing.</param>
    public ScoreServer(Func<LoopbackRequest, LoopbackReply, LoopbackReply>? tamper = null) => _server = new LoopbackServer(
        request => tamper is null ? Answer(request) : tamper(request, Answer(request)));

    public ConcurrentQueue<LoopbackRequest> Requests => _server.Requests;

    public int MaxUnderWay => _server.MaxUnderWay;

    public int Silences => _server.Silences;

    public string Url => _server.Address.ToString().TrimEnd('/');

    public ConcurrentQueue<string> Log { get; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What the service says: of the image's first pixel, and the prompt.</summary>
    public static double Score(ReadOnlySpan<byte> image, string prompt) => image[0] + (prompt.Length / 7.0) + (prompt[^1] * 1e-6);

    /// <summary>Images of one colour each, that of their index.</summary>
    public static ImageBatch Images(int count, int side = 4) =>
        new([.. Enumerable.Range(0, count * side * side * 3).Select(i => (byte)(i / (side * side * 3)))], count, side, side);

    /// <summary>A reply in JSON.</summary>
    public static LoopbackReply Json(object body, int status = 200) =>
        new(status, new() { ["Content-Type"] = "application/json" }, JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>A reply of any text.</summary>
    public static LoopbackReply Text(string body, int status = 200, params (string Name, string Value)[] headers) =>
        new(status, headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal), Encoding.UTF8.GetBytes(body));

    /// <summary>A reply with a pickle.</summary>
    public static LoopbackReply Pickle(Dictionary<string, object?> body, int status = 200) => new(status, [], PickledBodyWriter.Write(body));

    public HttpRewardOptions Options(ServiceDialect dialect = ServiceDialect.V1) =>
        new() { Url = Url, Dialect = dialect, Reward = Id, RetrySeconds = 0, TimeoutSeconds = 60 };

    public HttpReward Make(HttpRewardOptions? options = null, IImageCodec? codec = null)
    {
        var context = new ComponentContext
        {
            PluginFolder = AppContext.BaseDirectory,
            CacheFolder = AppContext.BaseDirectory,
            Components = new EmptyCatalog(),
            Images = codec ?? FileCodec.Instance,
            Logger = new LineLogger(Log.Enqueue),
        };
        var reward = HttpRewardFactory.Make(options ?? Options(), context, name => Environment.GetValueOrDefault(name));
        _made.Add(reward);
        return reward;
    }

    /// <summary>The one line that scoring fails with.</summary>
    public string Failure(HttpRewardOptions? options = null, int images = 2) => Failure<RewardLabException>(options, images);

    /// <inheritdoc cref="Failure(HttpRewardOptions, int)"/>
    public string Failure<T>(HttpRewardOptions? options = null, int images = 2)
        where T : RewardLabException
    {
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, images).Select(i => new ImagePromptPair(i, $"prompt {i}"))];
        var message = Should.Throw<T>(() => Make(options).ScorePairs(Images(images), pairs, TestContext.Current.CancellationToken)).Message;
        message.ShouldAllBe(character => character >= ' ');
        message.Length.ShouldBeLessThan(700);
        message.ShouldStartWith($"Reward 'http': {Url}/");
        return message;
    }

    public void Dispose()
    {
        _made.ForEach(reward => reward.Dispose());
        _server.Dispose();
    }

    private static LoopbackReply Answer(LoopbackRequest request) => request.Path switch
    {
        "/v1/score" => Own(Parse(request)),
        "/score" => Conversations(Parse(request)),
        $"/r/{Id}/compute" => Json(new { rewards = Scores(Files(Parse(request), "image"), Texts(Parse(request).GetProperty("prompt"))) }),
        $"/r/{Id}" => Pickled(request),
        _ => Text("Not found", 404),
    };

    private static JsonElement Parse(LoopbackRequest request) => JsonDocument.Parse(request.Bytes).RootElement;

    private static LoopbackReply Own(JsonElement root)
    {
        var files = Files(root, "images");
        var isMatrix = root.GetProperty("mode").GetString() == "matrix";
        var own = root.GetProperty("prompts").EnumerateArray()
            .Select(prompt => prompt.ValueKind == JsonValueKind.Array ? Texts(prompt) : [prompt.GetString()!]);
        string[][] prompts = isMatrix ? [.. files.Select(_ => own.SelectMany(texts => texts).ToArray())] : [.. own];
        return Json(new
        {
            results = files.SelectMany((file, image) => prompts[image].Select(prompt => new
            {
                image,
                prompt,
                rewards = new Dictionary<string, object>(StringComparer.Ordinal) { [Id] = new { score = Score(file, prompt) } },
            })),
        });
    }

    private static LoopbackReply Conversations(JsonElement root)
    {
        var turns = root.GetProperty("requests").EnumerateArray().Select(entry => entry.GetProperty("history")[0]).ToArray();
        return Json(new
        {
            results = turns.Select(turn => new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [Id] = new { score = Score(turn.GetProperty("image_b64").GetBytesFromBase64(), turn.GetProperty("text").GetString()!) },
            }),
            errors = turns.Select(_ => new { }),
        });
    }

    private static LoopbackReply Pickled(LoopbackRequest request)
    {
        var body = (PickledMap)PickledBodyReader.Read(request.Bytes)!;
        body.TryGet("images", out var images).ShouldBeTrue();
        var files = ((PickledSequence)images!).Select(file => ((ReadOnlyMemory<byte>)file!).ToArray()).ToArray();
        if (body.TryGet("prompts", out var prompts))
        {
            return Pickle(new() { ["scores"] = Scores(files, [.. ((PickledSequence)prompts!).Cast<string>()]) });
        }

        body.TryGet("queries", out var queries).ShouldBeTrue();
        var outputs = ((PickledSequence)queries!).Select((own, i) => ((PickledSequence)own!).Select(query => Score(files[i], (string)query!)).ToArray());
        return Pickle(new() { ["outputs"] = outputs.ToArray() });
    }

    private static double[] Scores(byte[][] files, string[] prompts)
    {
        files.Length.ShouldBe(prompts.Length);
        return [.. files.Zip(prompts, (file, prompt) => Score(file, prompt))];
    }

    private static double Score(byte[] file, string prompt)
    {
        using var stream = new MemoryStream(file);
        return Score(ImageFiles.Read(stream, "image")[0], prompt);
    }

    private static byte[][] Files(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(image => image.GetBytesFromBase64())];

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];
}
