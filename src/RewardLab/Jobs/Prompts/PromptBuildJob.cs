using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;
using RewardLab.Hosting.Prompts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Prompts;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Prompts;

/// <summary>One call of 'rewardlab prompts build': several prompts at a time, what is finished is kept, the file appears at the end.</summary>
internal sealed class PromptBuildJob(Session session, PromptBuildRequest request, IPromptGenerator generator, string description)
{
    private const string Stage = "building";

    /// <summary>Builds and writes.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RewardLabException">A prompt cannot be served, or a file not be written.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it; what is finished is kept.</exception>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        // Before anything costs anything: the generator's own words on what it cannot handle.
        foreach (var line in request.Lines.Where(line => !generator.CanHandle(line.Prompt)))
        {
            await GenerateAsync(line, cancellationToken);
        }

        var plan = new PromptSetPlan([.. request.Lines.Select(line => line.Prompt)], description);
        session.MustEndInOrder = true;
        using var keeper = Open(plan);
        try
        {
            await RunAsync(keeper, cancellationToken);
            session.Screen.EndProgress();
            session.MustEndInOrder = false;
            Write([.. request.Lines.Select(line => keeper.Finished[line.Prompt])]);
            keeper.Delete();
            return ExitCode.Success;
        }
        catch (Exception)
        {
            session.Screen.EndProgress();
            if (keeper.Finished.Count > 0)
            {
                session.Screen.Error.WriteLine(
                    $"{keeper.Finished.Count} of {request.Lines.Count} contrastive sets are saved in {keeper.Path}; the same command with --resume continues.");
            }
            else
            {
                keeper.Delete();
            }

            throw;
        }
    }

    private PromptSetJournal Open(PromptSetPlan plan)
    {
        if (request.IsResumed)
        {
            var journal = PromptSetJournal.Resume(request.Partial, plan);
            session.Screen.Status.WriteLine($"Resuming after {journal.Finished.Count} contrastive sets.");
            return journal;
        }

        return File.Exists(request.Partial)
            ? throw new RewardLabException(
                $"'{request.Partial}' is left from an earlier call. Continue that call with --resume, or delete the file to start again.")
            : PromptSetJournal.Create(request.Partial, plan);
    }

    private async Task RunAsync(PromptSetJournal keeper, CancellationToken cancellationToken)
    {
        PromptLine[] left = [.. request.Lines.Where(line => !keeper.Finished.ContainsKey(line.Prompt))];
        var gate = new Lock();
        var failures = new SortedDictionary<int, Exception>();
        var next = -1;
        session.Screen.OnProgress(Stage, request.Lines.Count - left.Length, request.Lines.Count);

        await Task.WhenAll(Enumerable.Range(0, Math.Min(request.Parallel, left.Length)).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        if (failures.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.First().Value);
        }

        async Task WorkAsync()
        {
            // After a failure nothing new begins, and what is under way is still kept.
            while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref next) is var index && index < left.Length)
            {
                try
                {
                    var set = await GenerateAsync(left[index], cancellationToken);
                    lock (gate)
                    {
                        keeper.Append(set);
                        session.Screen.OnProgress(Stage, keeper.Finished.Count, request.Lines.Count);
                    }
                }
                catch (Exception exception)
                {
                    lock (gate)
                    {
                        failures.Add(left[index].Number, exception);
                    }

                    Interlocked.Exchange(ref next, left.Length);
                }
            }
        }
    }

    private async Task<ContrastiveSet> GenerateAsync(PromptLine line, CancellationToken cancellationToken)
    {
        try
        {
            return await generator.GenerateAsync(line.Prompt, cancellationToken);
        }
        catch (RewardLabException exception)
        {
            throw new RewardLabException($"{request.Source}({line.Number}): {exception.Message}", exception);
        }
    }

    private void Write(ContrastiveSet[] sets)
    {
        using (var buffer = new MemoryStream())
        {
            PromptSetFile.Write(buffer, sets);
            using var file = new AtomicFileStream(request.Target);
            buffer.WriteTo(file);
        }

        var hasDetails = sets.Any(set => set.Provenance.Details.Count > 0);
        if (hasDetails)
        {
            PromptProvenanceFile.Write(request.Provenance, sets);
        }
        else
        {
            // What an earlier build left describes other sets.
            File.Delete(request.Provenance);
        }

        session.Screen.Output.WriteLine(
            $"Wrote {sets.Length} contrastive sets to {request.Target}{(hasDetails ? $", and their provenance to {request.Provenance}" : "")}");
    }
}
