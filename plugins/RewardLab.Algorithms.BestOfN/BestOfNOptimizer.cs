using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Best-of-n sampling (Nakano et al., WebGPT, 2021; Gao et al., 2023): no weight changes, the reward merely picks.</summary>
/// <remarks>
/// <para>For each prompt a pool of N pictures is drawn, picture i with seed i of the run's stream "sampling" and the prompt's name, then scored by the reward (the proxy)
/// and by every observer. Best of n is the proxy's favourite among the first n; the curve is the unbiased estimate from the whole pool.</para>
/// <para>Files: <c>bestofn/settings.json</c>; <c>bestofn/PPPP/scores-IIIII.json</c> and <c>bestofn/PPPP/pictures-IIIII.npy</c> ([count, height, width, 3] of bytes) for
/// each chunk of prompt P from picture I on; <c>bestofn/picks/n-NNNNN/PPPP/RR.png</c>, the RRth best of the first N, and at the end <c>bestofn/picks/picks.csv</c>, which
/// lists them, and <c>bestofn/scores.csv</c>. A chunk whose scores are there is not drawn again.</para>
/// <para>Events: "bestofn.prompt" when a prompt's pool is complete, "bestofn.signal" where a prompt's scores are all equal, "bestofn.curve" at the end. A
/// process that is killed between an event and the file after it
/// sends that event again when it resumes.</para>
/// </remarks>
internal sealed class BestOfNOptimizer : IOptimizer
{
    private const string Stage = "best-of-n";

    private readonly BestOfNOptions _options;
    private readonly Action<Stream, ImageBatch, int> _writePicture;

    public BestOfNOptimizer(BestOfNOptions options, Action<Stream, ImageBatch, int> writePicture)
    {
        _writePicture = writePicture;
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
            pools.Add(Complete(work, prompt, index, done => context.Run.ReportProgress(Stage, ((long)index * _options.Pool) + done, total), cancellationToken));
        }

        context.Run.ReportProgress(Stage, total, total);
        ScoreTable.Write(context.Run, work, pools);
        PickFiles.WriteList(context.Run, work, pools, _options);
        TellWithoutChoice(context.Run, work, pools);
        context.Run.Emit("bestofn.curve", CurveReport.OverPrompts(work, pools, _options.Counts));
    }

    // Where all scores are equal the earliest image is picked, which looks like a choice and is none.
    private void TellWithoutChoice(IRun run, Workload work, List<PromptPool> pools)
    {
        var flat = pools.Where(pool => pool.IsFlat).ToArray();
        if (flat.Length == 0)
        {
            return;
        }

        var message = _options.Pool == 1
            ? "a pool of one image per prompt leaves NOTHING TO CHOOSE FROM; raise option 'pool'."
            : $"NOTHING TO CHOOSE BY: {work.Reward.Name} gives all {_options.Pool} images of {(flat.Length == pools.Count ? $"each of {pools.Count} prompts" : $"{flat.Length} of {pools.Count} prompts")} the same score, such as \"{flat[0].Prompt}\"; what is picked of these are the first images, not the best.";
        run.Log($"{Stage}: {message}");
        run.Emit("bestofn.signal", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = Stage, ["prompts"] = flat.Length, ["message"] = message });
    }

    private PromptPool Complete(Workload work, string prompt, int index, Action<int> report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        report(0);
        var files = new PoolFiles(work.Run, index);
        int[] starts = [.. Enumerable.Range(0, (_options.Pool + _options.ChunkSize - 1) / _options.ChunkSize).Select(chunk => chunk * _options.ChunkSize)];
        var chunks = Array.ConvertAll(starts, start => files.Read(start, CountFrom(start), work.Observers.Count));
        if (!chunks.Contains(null))
        {
            work.Run.Log($"best-of-n: prompt {index + 1} of {work.Prompts.Count} is there already.");
            return new PromptPool(prompt, chunks!);
        }

        var picks = new PickFiles(work.Run, _options, _writePicture);
        for (var i = 0; i < starts.Length; i++)
        {
            var (start, isNew) = (starts[i], chunks[i] is null);
            var pictures = (isNew ? null : files.ReadPictures(start, CountFrom(start))) ?? Draw(work, prompt, start, drawn => report(start + drawn), cancellationToken);
            var chunk = chunks[i] ??= Score(work, prompt, start, pictures, cancellationToken);
            if (isNew && _options.SavePictures)
            {
                files.Write(start, pictures);
            }

            picks.Add(chunk, pictures);
            if (i == starts.Length - 1)
            {
                picks.Write(index);
                if (isNew)
                {
                    Emit(work.Run, work, new PromptPool(prompt, chunks!), index);
                }
            }

            if (isNew)
            {
                files.Write(start, chunk);
            }

            report(start + CountFrom(start));
        }

        return new PromptPool(prompt, chunks!);
    }

    private int CountFrom(int start) => Math.Min(_options.ChunkSize, _options.Pool - start);

    // Again the same requests together: what a batch holds may touch the last bits.
    private ImageBatch Draw(Workload work, string prompt, int start, Action<int> report, CancellationToken cancellationToken)
    {
        var requests = Enumerable.Range(start, CountFrom(start)).Select(i => new ImageRequest(prompt, work.Seed(prompt, i))).ToArray();
        var pictures = work.Model.Generate(requests, new DrawProgress(report), cancellationToken);
        return pictures.Count == requests.Length
            ? pictures
            : throw new RewardLabException($"{work.Model.Name} drew {pictures.Count} pictures where {requests.Length} were asked for; this is a fault of that model.");
    }

    private static ScoredChunk Score(Workload work, string prompt, int start, ImageBatch pictures, CancellationToken cancellationToken)
    {
        var proxy = Workload.Score(work.Reward, pictures, prompt, start, cancellationToken);
        return new ScoredChunk
        {
            Proxy = proxy.Values,
            ProxyOrder = proxy.HasOrderKeys ? proxy.OrderKeys : null,
            Observers = [.. work.Observers.Select(observer => Workload.Score(observer, pictures, prompt, start, cancellationToken).Values)],
        };
    }

    private void Emit(IRun run, Workload work, PromptPool pool, int index) =>
        run.Emit("bestofn.prompt", CurveReport.OfPrompt(work, pool, index, _options.Counts));

    private sealed class DrawProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
