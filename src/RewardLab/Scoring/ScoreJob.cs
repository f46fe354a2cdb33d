using RewardLab.Abstractions;
using RewardLab.Commands;
using RewardLab.Experiments.Scoring;
using RewardLab.Experiments.Tables;
using RewardLab.Numerics.Runtime;
using RewardLab.Terminal;

namespace RewardLab.Scoring;

/// <summary>One call of 'rewardlab score': pictures stream through the rewards, what is finished is kept, files appear at the end.</summary>
internal sealed class ScoreJob(Session session, ScoreRequest request, TorchRuntimeOptions torch)
{
    private const int MostShownRows = 10_000;
    private const string Stage = "scoring";

    /// <summary>Scores, and writes what is asked for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it; what is finished is kept where a file is written.</exception>
    public int Execute(CancellationToken cancellationToken)
    {
        var files = PictureFiles.Find(request.Images);
        if (request.Targets.Count == 0 && (long)files.Count * request.Prompts.Count > MostShownRows)
        {
            throw new RewardLabException($"{files.Count} pictures times {request.Prompts.Count} prompts are too many lines to print; name a file: --csv, --parquet or --json.");
        }

        TorchRuntime.Start(torch);
        using var rewards = ScoreRewards.Create(request, Plugins.Start(session).Components);
        var plan = new ScorePlan(request.Prompts, [.. rewards.Columns.Select(column => column.Name)], rewards.Description);
        session.MustEndInOrder = true;
        var keeper = request.Targets.Count == 0 ? null : Open(plan);
        try
        {
            var scored = new List<ScoredPicture>();
            var failures = 0;
            Run(files, rewards, keeper, picture =>
            {
                failures += picture.Error is null ? 0 : 1;
                if (keeper is null)
                {
                    scored.Add(picture);
                }
                else
                {
                    keeper.Append(picture);
                }
            }, cancellationToken);
            session.Screen.EndProgress();
            session.MustEndInOrder = false;
            failures = keeper is null ? failures : keeper.Read(files).Count(picture => picture.Error is not null);
            Show(plan, keeper, scored, files, failures);
            return failures == 0 ? ExitCode.Success : ExitCode.Partial;
        }
        catch (Exception) when (keeper is { Finished.Count: > 0 })
        {
            session.Screen.EndProgress();
            session.Screen.Error.WriteLine($"{keeper.Finished.Count} of {files.Count} pictures are kept in {keeper.Path}; the same call with --resume goes on.");
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
            session.Screen.Output.WriteLine($"Going on after {journal.Finished.Count} pictures.");
            return journal;
        }

        return File.Exists(path)
            ? throw new RewardLabException($"'{path}' is left of an earlier call: go on with it by --resume, or delete it to begin anew.")
            : ScoreJournal.Create(path, plan);
    }

    private void Run(IReadOnlyList<string> files, ScoreRewards rewards, ScoreJournal? keeper, Action<ScoredPicture> finish, CancellationToken cancellationToken)
    {
        string[] left = [.. files.Where(file => keeper?.Finished.Contains(file) != true)];
        var done = files.Count - left.Length;
        session.Screen.OnProgress(Stage, done, files.Count);
        foreach (var window in PictureWindow.Read(left, rewards.ReadingOf(request), cancellationToken))
        {
            foreach (var (file, problem) in window.Failures)
            {
                session.Screen.Error.WriteLine($"rewardlab: skipped: {problem}");
                finish(new ScoredPicture(file, null, problem));
                session.Screen.OnProgress(Stage, ++done, files.Count);
            }

            foreach (var (names, images) in window.Batches)
            {
                // Small enough that a stop loses little and the bar moves, large enough for a batch.
                const int Step = 64;
                for (var start = 0; start < images.Count; start += Step)
                {
                    var part = images.Slice(start, Math.Min(Step, images.Count - start));
                    foreach (var picture in Score(rewards, names, start, part, cancellationToken))
                    {
                        finish(picture);
                    }

                    session.Screen.OnProgress(Stage, done += part.Count, files.Count);
                }
            }
        }
    }

    private IEnumerable<ScoredPicture> Score(ScoreRewards rewards, IReadOnlyList<string> names, int start, ImageBatch images, CancellationToken cancellationToken)
    {
        var grids = rewards.Columns.Select(column => column.Reward.Score(images, request.Prompts, cancellationToken)).ToArray();
        for (var image = 0; image < images.Count; image++)
        {
            var scores = new double[request.Prompts.Count * grids.Length]; // [prompts, rewards]
            var keys = new double[scores.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                var grid = grids[i % grids.Length];
                scores[i] = grid[image, i / grids.Length];
                keys[i] = grid.OrderKeys[(image * grid.PromptCount) + (i / grids.Length)];
            }

            yield return new ScoredPicture(names[start + image], scores) { OrderKeys = Array.Exists(grids, grid => grid.HasOrderKeys) ? keys : null };
        }
    }

    private void Show(ScorePlan plan, ScoreJournal? keeper, IReadOnlyList<ScoredPicture> scored, IReadOnlyList<string> files, int failures)
    {
        if (keeper is null)
        {
            var rows = scored.OrderBy(picture => picture.Image, StringComparer.Ordinal).Where(picture => picture.Scores is not null).SelectMany(picture => plan.Prompts.Select((prompt, i) =>
                (IReadOnlyList<object?>)[picture.Image, prompt, .. picture.Scores!.Skip(i * plan.Rewards.Count).Take(plan.Rewards.Count).Select(score => (object)score)]));
            session.Screen.Output.Write(new ResultTable("", [new TableColumn("image"), new TableColumn("prompt"), .. plan.Rewards.Select(name => new TableColumn(name, Format: "0.0000"))], rows).ToText());
        }
        else
        {
            Write(request.Csv, path => ScoreFiles.WriteCsv(path, plan, keeper.Read(files)));
            Write(request.Parquet, path => ScoreFiles.WriteParquet(path, plan, keeper.Read(files)));
            Write(request.Json, path => ScoreFiles.WriteJson(path, plan, keeper.Read(files)));
            keeper.Delete();
            session.Screen.Output.WriteLine($"Scored {files.Count - failures} pictures against {plan.Prompts.Count} prompt{(plan.Prompts.Count == 1 ? "" : "s")}: {string.Join(", ", request.Targets)}");
        }

        if (request.TextNormNote is { } note)
        {
            session.Screen.Output.WriteLine(note);
        }

        if (failures > 0)
        {
            session.Screen.Error.WriteLine($"rewardlab: {failures} of {files.Count} pictures could not be read and were skipped.");
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
