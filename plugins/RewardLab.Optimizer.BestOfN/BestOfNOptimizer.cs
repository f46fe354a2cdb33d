using RewardLab.Abstractions;

namespace RewardLab.Optimizer.BestOfN;

/// <summary>Best-of-n sampling (Nakano et al., WebGPT, 2021; Gao et al., 2023): no weight changes, the reward merely picks.</summary>
/// <remarks>
/// <para>For each prompt a pool of N pictures is drawn, picture i with seed i of the run's stream "sampling" and the prompt's name, then scored by the reward (the proxy)
/// and by every observer. Best of n is the proxy's favourite among the first n; the curve is the unbiased estimate from the whole pool.</para>
/// <para>Files: <c>bestofn/settings.json</c>; <c>bestofn/PPPP/scores-IIIII.json</c> and <c>bestofn/PPPP/pictures-IIIII.npy</c> ([count, height, width, 3] of bytes) for
/// each chunk of prompt P from picture I on; <c>bestofn/scores.csv</c> at the end. A chunk whose scores are there is not drawn again.</para>
/// <para>Events: "bestofn.prompt" when a prompt's pool is complete, "bestofn.curve" at the end. A process that is killed between an event and the file after it
/// sends that event again when it resumes.</para>
/// </remarks>
internal sealed class BestOfNOptimizer : IOptimizer
{
    private const string Stage = "best-of-n";

    private readonly BestOfNOptions _options;

    public BestOfNOptimizer(BestOfNOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var n in options.Counts)
        {
            if (n < 1 || n > options.Pool)
            {
                throw new RewardLabException($"best-of-n: counts holds {n}, but n must lie between 1 and the pool of {options.Pool}; change counts or pool.");
            }
        }

        if (options.Counts.Count == 0 || options.Counts.Distinct().Count() != options.Counts.Count)
        {
            throw new RewardLabException("best-of-n: counts must hold at least one n, and each once.");
        }

        _options = options;
    }

    public string Name => "best-of-n";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var work = Workload.Of(context, _options);
        work.RequireSameSettings();

        var total = (long)work.Prompts.Count * _options.Pool;
        var pools = new List<PromptPool>();
        foreach (var (prompt, index) in work.Prompts.Select((prompt, index) => (prompt, index)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var files = new PoolFiles(context.Run, index);
            var chunks = new List<ScoredChunk>();
            var isNew = false;
            for (var start = 0; start < _options.Pool; start += _options.ChunkSize)
            {
                var done = ((long)index * _options.Pool) + start;
                context.Run.ReportProgress(Stage, done, total);
                var chunk = files.Read(start, Math.Min(_options.ChunkSize, _options.Pool - start), work.Observers.Count);
                if (chunk is null)
                {
                    isNew = true;
                    chunk = Draw(work, prompt, start, files, finished => context.Run.ReportProgress(Stage, done + finished, total), cancellationToken);
                    if (start + chunk.Proxy.Length == _options.Pool)
                    {
                        Emit(context.Run, work, new PromptPool(prompt, [.. chunks, chunk]), index);
                    }

                    files.Write(start, chunk);
                }

                chunks.Add(chunk);
            }

            pools.Add(new PromptPool(prompt, chunks));
            if (!isNew)
            {
                context.Run.Log($"best-of-n: prompt {index + 1} of {work.Prompts.Count} is there already.");
            }
        }

        context.Run.ReportProgress(Stage, total, total);
        ScoreTable.Write(context.Run, work, pools);
        context.Run.Emit("bestofn.curve", CurveReport.OverPrompts(work, pools, _options.Counts));
    }

    private ScoredChunk Draw(Workload work, string prompt, int start, PoolFiles files, Action<int> report, CancellationToken cancellationToken)
    {
        var requests = Enumerable.Range(start, Math.Min(_options.ChunkSize, _options.Pool - start)).Select(i => new ImageRequest(prompt, work.Seed(prompt, i))).ToArray();
        var pictures = work.Model.Generate(requests, new DrawProgress(report), cancellationToken);
        if (pictures.Count != requests.Length)
        {
            throw new RewardLabException($"{work.Model.Name} drew {pictures.Count} pictures where {requests.Length} were asked for; this is a fault of that model.");
        }

        var chunk = new ScoredChunk
        {
            Proxy = Workload.Score(work.Reward, pictures, prompt, start, cancellationToken),
            Observers = [.. work.Observers.Select(observer => Workload.Score(observer, pictures, prompt, start, cancellationToken))],
        };
        if (_options.SavePictures)
        {
            files.Write(start, pictures);
        }

        return chunk;
    }

    private void Emit(IRun run, Workload work, PromptPool pool, int index) =>
        run.Emit("bestofn.prompt", CurveReport.OfPrompt(work, pool, index, _options.Counts));

    private sealed class DrawProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
