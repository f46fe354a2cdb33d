using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Scores;

/// <summary>One call of 'rewardlab score': images stream through the rewards, what is finished is kept, files appear at the end.</summary>
internal sealed class ScoreJob(Session session, ScoreRequest request, TorchRuntimeOptions torch)
{
    private const int MaxShownRows = 10_000;
    private const string Stage = "scoring";

    /// <summary>Scores, and writes what is asked for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it; what is finished is kept where a file is written.</exception>
    public int Execute(CancellationToken cancellationToken)
    {
        var work = ScoreWork.Create(request);
        if (request.Targets.Count == 0 && work.RowCount > MaxShownRows)
        {
            throw new RewardLabException(
                $"{work.Files.Count} images {(work.IsPaired ? "and their" : $"times {request.Prompts.Count}")} prompts are too many lines to print. "
                + "Write them to a file with --csv, --parquet or --json.");
        }

        TorchRuntime.Start(torch);
        using var rewards = ScoreRewards.Create(request, Plugins.Start(session).Components);
        rewards.RequireContrastivePrompts(work.Files.SelectMany(work.PromptsOf), cancellationToken);
        var plan = new ScorePlan(
            request.Prompts, [.. rewards.Columns.Select(column => column.Name)], rewards.Description + (work.IsPaired ? "\nown prompts" : ""));
        session.MustEndInOrder = true;
        var keeper = request.Targets.Count == 0 ? null : Open(plan);
        try
        {
            var scored = new List<ScoredImage>();
            var failures = 0;
            Run(work, rewards, keeper, image =>
            {
                if (keeper is null)
                {
                    scored.Add(image);
                }
                else
                {
                    keeper.Append(image);
                }
            }, cancellationToken);
            session.Screen.EndProgress();
            session.MustEndInOrder = false;
            failures = (keeper is null ? scored : keeper.Read([.. work.Keys]))
                .Where(image => image.Error is not null)
                .DistinctBy(image => image.Image, StringComparer.Ordinal)
                .Count();
            Show(plan, keeper, scored, work, failures);
            if (work.WithoutPrompt.Count > 0)
            {
                session.Screen.Error.WriteLine(
                    $"rewardlab: {work.WithoutPrompt.Count} "
                    + $"{(work.WithoutPrompt.Count == 1 ? "image has no prompt of its own and was" : "images have no prompt of their own and were")} left out, "
                    + $"such as '{work.WithoutPrompt[0]}'. Name them in the table, or put a .txt file beside each.");
            }

            return failures == 0 && work.WithoutPrompt.Count == 0 ? ExitCode.Success : ExitCode.Partial;
        }
        catch (Exception) when (keeper is { Finished.Count: > 0 })
        {
            session.Screen.EndProgress();
            session.Screen.Error.WriteLine(
                $"{work.Files.Count(file => work.KeysOf(file).All(keeper.Finished.Contains))} of {work.Files.Count} images are saved in {keeper.Path}; "
                + "the same command with --resume continues.");
            throw;
        }
        finally
        {
            keeper?.Dispose();
        }
    }

    private ScoreJournal Open(ScorePlan plan)
    {
        var path = request.Targets[0] + ".partial";
        if (request.IsResumed)
        {
            var journal = ScoreJournal.Resume(path, plan);
            session.Screen.Status.WriteLine($"Resuming after {journal.Finished.Count} images.");
            return journal;
        }

        return File.Exists(path)
            ? throw new RewardLabException($"'{path}' is left from an earlier call. Continue that call with --resume, or delete the file to start again.")
            : ScoreJournal.Create(path, plan);
    }

    private void Run(ScoreWork work, ScoreRewards rewards, ScoreJournal? keeper, Action<ScoredImage> finish, CancellationToken cancellationToken)
    {
        string[] left = [.. work.Files.Where(file => keeper is null || !work.KeysOf(file).All(keeper.Finished.Contains))];
        var done = work.Files.Count - left.Length;
        rewards.AnnounceCosts(() => Pairs(left, work, rewards, cancellationToken), cancellationToken);
        session.Screen.OnProgress(Stage, done, work.Files.Count);
        foreach (var window in ImageWindow.Read(left, rewards.ReadingOf(request), cancellationToken))
        {
            foreach (var (file, problem) in window.Failures)
            {
                session.Screen.Error.WriteLine($"rewardlab: skipped: {problem}");
                foreach (var prompt in work.IsPaired ? work.PromptsOf(file) : Enumerable.Repeat<string?>(null, 1))
                {
                    finish(new ScoredImage(file, null, problem, prompt));
                }

                session.Screen.OnProgress(Stage, ++done, work.Files.Count);
            }

            foreach (var (names, images) in window.Batches)
            {
                // Small enough that a stop loses little and the bar moves, large enough for a batch.
                const int Step = 64;
                for (var start = 0; start < images.Count; start += Step)
                {
                    var part = images.Slice(start, Math.Min(Step, images.Count - start));
                    foreach (var image in work.IsPaired
                        ? ScorePairs(work, rewards, names, start, part, cancellationToken)
                        : Score(rewards, names, start, part, cancellationToken))
                    {
                        finish(image);
                    }

                    session.Screen.OnProgress(Stage, done += part.Count, work.Files.Count);
                }
            }
        }
    }

    // The images and the prompts that each meets, as they will be scored.
    private IEnumerable<(ImageBatch Images, IReadOnlyList<ImagePromptPair> Pairs)> Pairs(
        string[] files, ScoreWork work, ScoreRewards rewards, CancellationToken cancellationToken) =>
        from window in ImageWindow.Read(files, rewards.ReadingOf(request), cancellationToken)
        from batch in window.Batches
        select (batch.Images, PairsOf(work, batch.Files, 0, batch.Images.Count));

    private static IReadOnlyList<ImagePromptPair> PairsOf(ScoreWork work, IReadOnlyList<string> names, int start, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(image => work.PromptsOf(names[start + image]).Select(prompt => new ImagePromptPair(image, prompt)))];

    private IEnumerable<ScoredImage> Score(ScoreRewards rewards, IReadOnlyList<string> names, int start, ImageBatch images, CancellationToken cancellationToken)
    {
        var grids = Ask(rewards, names, start, reward => reward.Score(images, request.Prompts, cancellationToken));
        for (var image = 0; image < images.Count; image++)
        {
            var scores = new double[request.Prompts.Count * grids.Length]; // [prompts, rewards]
            var keys = new double[scores.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                var grid = grids[i % grids.Length];
                scores[i] = grid[image, i / grids.Length];
                keys[i] = grid.OrderKeys.Span[(image * grid.PromptCount) + (i / grids.Length)];
            }

            yield return new ScoredImage(names[start + image], scores) { OrderKeys = Array.Exists(grids, grid => grid.HasOrderKeys) ? keys : null };
        }
    }

    // A reward knows an image by its place in the batch alone.
    private static ScoreMatrix[] Ask(ScoreRewards rewards, IReadOnlyList<string> names, int start, Func<IRewardModel, ScoreMatrix> ask)
    {
        try
        {
            return rewards.Score(ask);
        }
        catch (RewardLabException exception) when (exception.Image is >= 0 and var image && start + image < names.Count)
        {
            throw new RewardLabException($"'{names[start + image]}': {exception.Message}", exception);
        }
    }

    // Each of a batch's images against its own prompts.
    private static IEnumerable<ScoredImage> ScorePairs(
        ScoreWork work,
        ScoreRewards rewards,
        IReadOnlyList<string> names,
        int start,
        ImageBatch images,
        CancellationToken cancellationToken)
    {
        var pairs = PairsOf(work, names, start, images.Count);
        var grids = Ask(rewards, names, start, reward => reward.ScorePairs(images, pairs, cancellationToken)); // [rewards] of [pairs, 1]
        var hasKeys = Array.Exists(grids, grid => grid.HasOrderKeys);
        return pairs.Select((pair, i) => new ScoredImage(names[start + pair.Image], Array.ConvertAll(grids, grid => grid[i, 0]), Prompt: pair.Prompt)
        {
            OrderKeys = hasKeys ? Array.ConvertAll(grids, grid => grid.OrderKeys.Span[i]) : null,
        });
    }

    private void Show(ScorePlan plan, ScoreJournal? keeper, IReadOnlyList<ScoredImage> scored, ScoreWork work, int failures)
    {
        if (keeper is null)
        {
            var place = work.Files.Index().ToDictionary(file => file.Item, file => file.Index, StringComparer.Ordinal);
            var rows = scored.OrderBy(image => place[image.Image])
                .Where(image => image.Scores is not null)
                .SelectMany(image => (image.Prompt is { } own ? [own] : plan.Prompts).Select((prompt, i) =>
                    (IReadOnlyList<object?>)
                    [
                        image.Image,
                        prompt,
                        .. image.Scores!.Skip(i * plan.Rewards.Count).Take(plan.Rewards.Count).Select(score => (object)score),
                    ]));
            session.Screen.WriteTable(new ResultTable(
                "",
                [new TableColumn("image"), new TableColumn("prompt"), .. plan.Rewards.Select(name => new TableColumn(name, Format: "0.0000"))],
                rows));
        }
        else
        {
            Write(request.Csv, path => ScoreFiles.WriteCsv(path, plan, keeper.Read([.. work.Keys])));
            Write(request.Parquet, path => ScoreFiles.WriteParquet(path, plan, keeper.Read([.. work.Keys])));
            Write(request.Json, path => ScoreFiles.WriteJson(path, plan, keeper.Read([.. work.Keys])));
            keeper.Delete();
            session.Screen.Output.WriteLine(
                $"Scored {work.Files.Count - failures} images against "
                + $"{(work.IsPaired ? "their own prompts" : $"{plan.Prompts.Count} prompt{(plan.Prompts.Count == 1 ? "" : "s")}")}: "
                + $"{string.Join(", ", request.Targets)}");
        }

        if (request.TextNormNote is { } note)
        {
            session.Screen.Output.WriteLine(note);
        }

        if (failures > 0)
        {
            session.Screen.Error.WriteLine($"rewardlab: {failures} of {work.Files.Count} images could not be read and were skipped.");
        }
    }

    private static void Write(string? path, Action<string> write)
    {
        if (path is not null)
        {
            write(path);
        }
    }
}
