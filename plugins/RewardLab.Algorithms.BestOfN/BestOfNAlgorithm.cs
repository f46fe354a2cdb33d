using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Best-of-n sampling (Nakano et al., WebGPT, 2021; Gao et al., 2023): no weights change, the reward only selects.</summary>
/// <remarks>
/// <para>For each prompt a pool of N images is generated, image i with seed i of the run's stream "sampling" and the prompt's name, then scored by the reward
/// (the proxy) and by every held-out reward. Best of n is the image that the proxy scores highest among the first n;
/// the curve is the unbiased estimate from the whole pool.</para>
/// <para>Files: <c>bestofn/PPPP/scores-IIIII.json</c> and <c>bestofn/PPPP/images-IIIII.npy</c> ([count, height, width, 3] of bytes) for each chunk of prompt P
/// from image I on; <c>bestofn/selected/n-NNNNN/PPPP/RR.png</c>, the RRth best of the first N, and at the end <c>bestofn/selected/image-groups.csv</c>,
/// which lists them, and
/// <c>bestofn/scores.csv</c>. A chunk that a checkpoint knows as finished, and whose files are what was written, is not generated again.</para>
/// <para>Events: see <see cref="BestOfNEvents"/>.</para>
/// </remarks>
internal sealed class BestOfNAlgorithm : IAlgorithm
{
    private const string Stage = "best-of-n";

    private readonly BestOfNOptions _options;
    private readonly IImageCodec _codec;
    private readonly Action<string> _log;

    /// <param name="options">Pool and counts.</param>
    /// <param name="codec">Writes image files.</param>
    /// <param name="log">Told what the user should know, past the run's events.</param>
    public BestOfNAlgorithm(BestOfNOptions options, IImageCodec codec, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _codec, _log) = (options, codec, log);
        foreach (var n in options.Counts)
        {
            if (n < 1 || n > options.Pool)
            {
                throw new RewardLabException($"best-of-n: counts contains {n}, but n must be from 1 to the pool of {options.Pool}. Change counts or pool.");
            }
        }

        if (options.Counts.Count == 0 || options.Counts.Distinct().Count() != options.Counts.Count)
        {
            throw new RewardLabException("best-of-n: counts needs at least one n, and each only once.");
        }
    }

    public string Name => "best-of-n";

    private int[] Starts => [.. Enumerable.Range(0, (_options.Pool + _options.ChunkSize - 1) / _options.ChunkSize).Select(chunk => chunk * _options.ChunkSize)];

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var work = Workload.Create(context, _options);
        var events = new BestOfNEvents(work);
        var checkpoints = PoolCheckpoints.Open(work);
        var total = (long)work.Prompts.Count * _options.Pool;
        var pools = new List<PromptPool>();
        foreach (var (index, prompt) in work.Prompts.Index())
        {
            pools.Add(Complete(
                work,
                checkpoints,
                events,
                prompt,
                index,
                done => work.Run.ReportProgress(Stage, ((long)index * _options.Pool) + done, total),
                cancellationToken));
        }

        work.Run.ReportProgress(Stage, total, total);
        CandidateScoreFile.Write(work.Run, work, pools);
        SelectedImageFiles.WriteList(work.Run, work, pools, _options);
        ReportWithoutChoice(work, events, pools);
        events.Curve(pools);
    }

    // Where all scores are equal the earliest image is selected, which appears to be a choice and is none.
    private void ReportWithoutChoice(Workload work, BestOfNEvents events, List<PromptPool> pools)
    {
        var flat = pools.Where(pool => pool.IsFlat).ToArray();
        if (flat.Length == 0)
        {
            return;
        }

        var prompts = flat.Length == pools.Count ? $"each of {pools.Count} prompts" : $"{flat.Length} of {pools.Count} prompts";
        var message = _options.Pool == 1
            ? "NOTHING TO SELECT: there is one image per prompt. Raise option 'pool'."
            : $"NOTHING TO SELECT BY: {work.Reward.Name} gives all {_options.Pool} images of {prompts} the same score, such as \"{flat[0].Prompt}\"; "
                + "of these the first images are selected, not the best.";
        events.Signal(flat.Length, message);
    }

    // One prompt: generate, score and pick chunk by chunk; what is finished is passed over.
    private PromptPool Complete(
        Workload work, PoolCheckpoints checkpoints, BestOfNEvents events, string prompt, int index, Action<int> report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        report(0);
        var starts = Starts;
        var files = new CandidateFiles(work.Run, checkpoints, index, _log);
        var selected = new SelectedImageFiles(work.Run, _options, _codec);
        var chunks = Array.ConvertAll(starts, start => files.Read(start, CountFrom(start), work.HeldOutRewards.Count));
        var wasFinished = checkpoints.WasFinished(index, starts);
        if (!chunks.Contains(null) && new PromptPool(prompt, chunks!) is var known && selected.AreWritten(index, known.Order))
        {
            _log($"{Stage}: prompt {index + 1} of {work.Prompts.Count} already exists.");
            return known;
        }

        for (var i = 0; i < starts.Length; i++)
        {
            var (start, isNew) = (starts[i], chunks[i] is null);
            var images = (isNew ? null : files.ReadImages(start, CountFrom(start)))
                ?? Generate(work, prompt, start, done => report(start + done), cancellationToken);
            var chunk = chunks[i] ??= Score(work, prompt, start, images, cancellationToken);
            var imagesHash = isNew && _options.SaveImages ? files.Write(start, images) : null;
            selected.Add(chunk, images);
            if (i == starts.Length - 1)
            {
                selected.Write(index);
                if (isNew && !wasFinished)
                {
                    events.Prompt(new PromptPool(prompt, chunks!), index);
                }
            }

            if (isNew)
            {
                files.Write(start, chunk, imagesHash);
            }

            report(start + CountFrom(start));
        }

        return new PromptPool(prompt, chunks!);
    }

    private int CountFrom(int start) => Math.Min(_options.ChunkSize, _options.Pool - start);

    // Again the same requests together: what a batch holds may touch the last bits.
    private ImageBatch Generate(Workload work, string prompt, int start, Action<int> report, CancellationToken cancellationToken)
    {
        var requests = Enumerable.Range(start, CountFrom(start)).Select(i => new ImageRequest(prompt, work.Seed(prompt, i))).ToArray();
        var images = work.Model.Generate(requests, new GenerationProgress(report), cancellationToken);
        return images.Count == requests.Length
            ? images
            : throw new RewardLabException($"{work.Model.Name} generated {images.Count} images instead of {requests.Length}. This is a bug in that model.");
    }

    private static ScoredChunk Score(Workload work, string prompt, int start, ImageBatch images, CancellationToken cancellationToken)
    {
        var proxy = Workload.Score(work.Reward, images, prompt, start, cancellationToken);
        return new ScoredChunk
        {
            Proxy = proxy.Values,
            ProxyOrder = proxy.HasOrderKeys ? proxy.OrderKeys : null,
            HeldOut = [.. work.HeldOutRewards.Select(heldOutReward => Workload.Score(heldOutReward, images, prompt, start, cancellationToken).Values)],
        };
    }

    private sealed class GenerationProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
