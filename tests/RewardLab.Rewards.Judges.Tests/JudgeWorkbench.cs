using System.Collections.Concurrent;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>A vision service on this machine, a cache, and rewards that use both.</summary>
internal sealed class JudgeWorkbench : IDisposable
{
    public const string Key = "sk-test-0123456789abcdef";
    public const int Side = 4;

    private readonly List<VlmReward> _made = [];
    private readonly TemporaryFolder _folder = new();

    public JudgeWorkbench(Func<ChatRequest, LoopbackReply> answer) => Server = new ChatServer(answer);

    public ChatServer Server { get; }

    public string Cache => _folder.Path;

    public ConcurrentQueue<string> Log { get; } = [];

    public KeptProvenance Provenance { get; } = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Options of a test: the server, retries without waiting.</summary>
    public VlmOptions Options => new() { Endpoint = Server.Address, Model = "eye", RetrySeconds = 0, TimeoutSeconds = 20 };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Different images of one colour each.</summary>
    public static ImageBatch Images(int count) =>
        new([.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, Side * Side * 3))], count, Side, Side);

    /// <summary>The user's text of a request.</summary>
    public static string Text(ChatRequest request)
    {
        var content = request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : content.EnumerateArray().Single(part => part.GetProperty("type").GetString() == "text").GetProperty("text").GetString()!;
    }

    /// <summary>The colours of a request's images.</summary>
    public static byte[] Colours(ChatRequest request) =>
    [
        .. request.Json.GetProperty("messages")
            .EnumerateArray()
            .Last()
            .GetProperty("content")
            .EnumerateArray()
            .Where(part => part.GetProperty("type").GetString() == "image_url")
            .Select(part => part.GetProperty("image_url").GetProperty("url").GetString()!)
            .Select(url => Convert.FromBase64String(url["data:image/png;base64,".Length..])[0]),
    ];

    public VlmReward Make(Func<VlmOptions, VlmOptions>? change = null)
    {
        var context = new ComponentContext
        {
            PluginFolder = AppContext.BaseDirectory,
            CacheFolder = Cache,
            Components = new EmptyCatalog(),
            Images = new RawImageCodec(Side),
            Provenance = Provenance,
            Logger = new LineLogger(Log.Enqueue),
        };
        var reward = VlmRewardFactory.Make(change?.Invoke(Options) ?? Options, context, name => Environment.GetValueOrDefault(name), RealTime.Clock);
        _made.Add(reward);
        return reward;
    }

    public double[] Score(int images, string prompt, Func<VlmOptions, VlmOptions>? change = null) => Make(change).Score(Images(images), prompt, Token);

    /// <summary>The one line that a score is refused with.</summary>
    public string Refusal(Func<VlmOptions, VlmOptions>? change = null, int images = 1)
    {
        var message = Should.Throw<RewardLabException>(() => Score(images, "two cats", change)).Message;
        message.ShouldNotContain('\n');
        return message;
    }

    /// <summary>A file of a text.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Cache, "files")).FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        _made.ForEach(reward => reward.Dispose());
        Server.Dispose();
        _folder.Dispose();
    }
}
