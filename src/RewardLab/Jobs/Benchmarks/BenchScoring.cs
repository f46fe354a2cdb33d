using RewardLab.Abstractions;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Studies.Benchmarks;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>Scores each image of a benchmark against its own prompt; what is finished is kept where a file is named.</summary>
internal sealed class BenchScoring(Session session, BenchRequest request, TorchRuntimeOptions torch)
{
    private const string Stage = "scoring";

    /// <summary>Scores all images.</summary>
    /// <exception cref="RewardLabException">Images are missing, or cannot be read or scored.</exception>
    public BenchmarkScores Score(IReadOnlyList<BenchmarkSource> sources, CancellationToken cancellationToken)
    {
        var work = Find(sources);
        TorchRuntime.Start(torch);
        var own = request.Scoring.Generator == BenchRequest.BenchmarkPrompts ? new BenchmarkPrompts(sources) : null;
        using var rewards = ScoreRewards.Create(request.Scoring, Plugins.Start(session).Components, own);
        rewards.RequireContrastivePrompts(work.Select(job => job.Prompt), cancellationToken);
        string[] columns = [.. rewards.Columns.Select(column => column.Name)];
        session.MustEndInOrder = true;
        var plan = new ScorePlan(
            [.. sources.SelectMany(source => source.Set.Images.Select(labelled => Key(source.Set.Name, labelled.Prompt, labelled.Image)))],
            columns,
            rewards.Description + own?.Content);
        using var journal = Open(plan);
        var scores = new Dictionary<string, ScoredImage>(StringComparer.Ordinal);
        if (journal is { Finished.Count: > 0 })
        {
            foreach (var finished in journal.Read([.. plan.Prompts]).Where(finished => finished.Scores is not null))
            {
                scores[finished.Image] = finished;
            }
        }

        try
        {
            Run(work, rewards, journal, scores, cancellationToken);
        }
        catch (Exception) when (journal is { Finished.Count: > 0 })
        {
            session.Screen.EndProgress();
            session.Screen.Error.WriteLine(
                $"The scores of {journal.Finished.Count} images are saved in {journal.Path}; the same command with --resume continues.");
            throw;
        }

        session.Screen.EndProgress();
        session.MustEndInOrder = false;
        return Finish(sources, columns, scores, journal);
    }

    private List<Job> Find(IReadOnlyList<BenchmarkSource> sources)
    {
        var jobs = new List<Job>();
        var missing = new List<string>();
        foreach (var source in sources)
        {
            foreach (var prompt in source.Set.Images.GroupBy(labelled => labelled.Prompt, StringComparer.Ordinal))
            {
                var found = prompt.Select(labelled => (labelled.Image, Path: source.PathOf(labelled.Image))).ToArray();
                missing.AddRange(found.Where(labelled => labelled.Path is null).Select(labelled => labelled.Image));
                jobs.Add(new Job(
                    source.Set.Name, prompt.Key, [.. found.Where(labelled => labelled.Path is not null).Select(labelled => (labelled.Image, labelled.Path!))]));
            }
        }

        var total = missing.Count + jobs.Sum(job => job.Images.Count);
        if (missing.Count == total || (missing.Count > 0 && !request.SkipsMissing))
        {
            throw new RewardLabException(
                $"{missing.Count} of {total} images are missing, such as '{missing[0]}' in {string.Join(" or ", sources[0].Folders)}. "
                + "Name their folder with --images, measure a file of scores with "
                + $"--scores{(missing.Count < total ? ", or leave them out with --skip-missing" : "")}.");
        }

        if (missing.Count > 0)
        {
            session.Screen.Error.WriteLine($"rewardlab: {missing.Count} of {total} images are missing and left out, such as '{missing[0]}'.");
        }

        return jobs;
    }

    private void Run(List<Job> work, ScoreRewards rewards, ScoreJournal? journal, Dictionary<string, ScoredImage> scores, CancellationToken cancellationToken)
    {
        long done = 0, total = work.Sum(job => (long)job.Images.Count);
        foreach (var job in work)
        {
            var left = job.Images.Where(labelled => journal?.Finished.Contains(Key(job.Set, job.Prompt, labelled.Image)) != true).ToArray();
            done += job.Images.Count - left.Length;
            session.Screen.OnProgress(Stage, done, total);
            if (left.Length == 0)
            {
                continue;
            }

            var names = left.ToLookup(labelled => labelled.Path, labelled => labelled.Image, StringComparer.Ordinal);
            foreach (var window in ImageWindow.Read([.. names.Select(name => name.Key)], rewards.ReadingOf(request.Scoring), cancellationToken))
            {
                if (window.Failures is [var failure, ..] && !request.SkipsMissing)
                {
                    throw new RewardLabException($"{failure.Problem} Leave out such images with --skip-missing.");
                }

                foreach (var (file, problem) in window.Failures)
                {
                    session.Screen.Error.WriteLine($"rewardlab: skipped: {problem}");
                    Keep([.. names[file]], null, null, problem);
                }

                foreach (var (files, images) in window.Batches)
                {
                    var columns = Array.ConvertAll(rewards.Score(reward => reward.Score(images, [job.Prompt], cancellationToken)), grid => grid.Scores(0));
                    var hasKeys = Array.Exists(columns, column => column.HasOrderKeys);
                    for (var image = 0; image < images.Count; image++)
                    {
                        Keep(
                            [.. names[files[image]]],
                            [.. columns.Select(column => column.Values[image])],
                            hasKeys ? [.. columns.Select(column => column.OrderKeys[image])] : null,
                            null);
                    }
                }
            }

            void Keep(string[] images, double[]? values, double[]? keys, string? problem)
            {
                foreach (var image in images)
                {
                    var key = Key(job.Set, job.Prompt, image);
                    var scored = new ScoredImage(key, values, problem) { OrderKeys = keys };
                    journal?.Append(scored);
                    if (values is not null)
                    {
                        scores[key] = scored;
                    }

                    session.Screen.OnProgress(Stage, ++done, total);
                }
            }
        }
    }

    private BenchmarkScores Finish(IReadOnlyList<BenchmarkSource> sources, string[] columns, Dictionary<string, ScoredImage> scores, ScoreJournal? journal)
    {
        var rows = sources.SelectMany(source => source.Set.Images.Select(labelled => (Set: source.Set.Name, labelled.Prompt, labelled.Image,
            Scored: scores.GetValueOrDefault(Key(source.Set.Name, labelled.Prompt, labelled.Image)))))
            .Where(row => row.Scored is not null).ToArray();
        var found = new BenchmarkScores(columns);
        foreach (var row in rows)
        {
            found.Add(row.Prompt, row.Image, row.Scored!.OrderKeys ?? row.Scored.Scores!);
        }

        if (request.SaveScores is { } path)
        {
            BenchmarkScores.Write(path, columns, [.. rows.Select(row => (row.Set, row.Prompt, row.Image, row.Scored!))]);
            journal?.Delete();
            session.Screen.Output.WriteLine($"Scores of {rows.Length} images: {path}");
        }

        return found;
    }

    private ScoreJournal? Open(ScorePlan plan)
    {
        if (request.SaveScores is null)
        {
            return null;
        }

        var path = request.SaveScores + ".partial";
        return request.Scoring.IsResumed ? ScoreJournal.Resume(path, plan)
            : File.Exists(path)
                ? throw new RewardLabException($"'{path}' is left from an earlier call. Continue that call with --resume, or delete the file to start again.")
            : ScoreJournal.Create(path, plan);
    }

    private static string Key(string set, string prompt, string image) => $"{set}\n{prompt}\n{image}";

    private sealed record Job(string Set, string Prompt, IReadOnlyList<(string Image, string Path)> Images);
}
