using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Calls;

namespace RewardLab.Prompts.LanguageModels.Tests;

/// <summary>A chat service on this machine, a cache, and generators that use both.</summary>
internal sealed class Workbench : IDisposable
{
    public const string Key = "sk-test-0123456789abcdef";

    private readonly List<LanguageModelGenerator> _made = [];

    public Workbench(Func<ChatRequest, LoopbackReply> answer) => Server = new ChatServer(answer);

    public ChatServer Server { get; }

    public string Cache { get; } = Directory.CreateTempSubdirectory("rewardlab-llm-").FullName;

    public ConcurrentQueue<string> Log { get; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Options of a test: the server, categories without a call, retries without waiting.</summary>
    public LanguageModelOptions Options => new() { Endpoint = Server.Address, Categories = ["counting"], RetrySeconds = 0, TimeoutSeconds = 20 };

    public ComponentContext Context(IComponentCatalog? components = null) => new()
    {
        PluginFolder = AppContext.BaseDirectory,
        CacheFolder = Cache,
        Components = components ?? new EmptyCatalog(),
        Logger = new LineLogger(Log.Enqueue),
    };

    public LanguageModelGenerator Make(Func<LanguageModelOptions, LanguageModelOptions>? change = null)
    {
        var generator = LanguageModelGeneratorFactory.Make(
            change?.Invoke(Options) ?? Options, Context(), name => Environment.GetValueOrDefault(name), RealTime.Clock);
        _made.Add(generator);
        return generator;
    }

    public ContrastiveSet Generate(string prompt, Func<LanguageModelOptions, LanguageModelOptions>? change = null) =>
        Make(change).Generate(prompt, TestContext.Current.CancellationToken);

    /// <summary>The one line that a prompt is refused with.</summary>
    public string Refusal(string prompt, Func<LanguageModelOptions, LanguageModelOptions>? change = null)
    {
        var message = Should.Throw<RewardLabException>(() => Generate(prompt, change)).Message;
        message.ShouldNotContain('\n');
        return message;
    }

    public IReadOnlyList<string> CacheFiles => Directory.Exists(Cache) ? [.. Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories)] : [];

    public void Dispose()
    {
        _made.ForEach(generator => generator.Dispose());
        Server.Dispose();
        Directory.Delete(Cache, recursive: true);
    }
}
