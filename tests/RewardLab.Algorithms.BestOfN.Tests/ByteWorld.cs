using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>Best-of-n over two prompts, by rewards that are bytes of an image.</summary>
internal static class ByteWorld
{
    public static BestOfNOptions Small { get; } = new() { Pool = 10, Counts = [1, 4, 10], ChunkSize = 4 };

    public static string[] Prompts { get; } = ["two cats", "a \"red\", round ball"];

    public static void Run(MemoryRun run, SeedImages model, BestOfNOptions options, CancellationToken? cancellationToken = null, float scale = 1) =>
        Optimizer(options, run.Lines.Enqueue).Run(Context(run, model, scale), cancellationToken ?? TestContext.Current.CancellationToken);

    public static OptimizationContext Context(MemoryRun run, SeedImages model, float scale = 1) => new()
    {
        Model = model,
        Reward = new ByteReward("proxy", 0, scale),
        HeldOutRewards = [new ByteReward("truth", 1)],
        Prompts = Prompts,
        Run = run,
    };

    public static IAlgorithm Optimizer(BestOfNOptions options, Action<string>? log = null) =>
        new BestOfNAlgorithmFactory().Create((object)options, new ComponentContext
        {
            PluginFolder = "",
            CacheFolder = "",
            Components = null!,
            Logger = new LineLogger(log ?? (static _ => { })),
            Images = new RawImageCodec(size: 1),
        });
}
