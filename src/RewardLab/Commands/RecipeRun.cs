using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Hosting.Jobs;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting;
using RewardLab.Jobs.Workers;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Commands;

/// <summary>One recipe, from its file to a finished run.</summary>
internal sealed class RecipeRun(Session session)
{
    /// <summary>Absolute path of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>What the run is called; null for the recipe's name.</summary>
    public string? Title { get; init; }

    /// <summary>"name=value" each.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>A YAML file of parameters; may be null.</summary>
    public required string? Preset { get; init; }

    /// <summary>Root seed that all random streams derive from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The workers that do its units; null for this process.</summary>
    public RunWorkersOptions? Workers { get; init; }

    /// <summary>The folder of runs; null for the default.</summary>
    public required string? RunsFolder { get; init; }

    /// <summary>How libtorch is started.</summary>
    public required TorchRuntimeOptions Torch { get; init; }

    /// <summary>The run to continue with; null for a new one.</summary>
    public RunEntry? Resumed { get; init; }

    /// <summary>Whether a run is resumed though something that its bytes depend on has changed.</summary>
    public bool IsForced { get; init; }

    /// <summary>Continues with a run that did not come to its end, with the recipe, parameters, seed and threads that it began with.</summary>
    /// <exception cref="RewardLabException">It has come to its end, or is running.</exception>
    public static RecipeRun Create(
        Session session, RunEntry run, string? runsFolder, TorchRuntimeOptions torch, RunWorkersOptions? workers, bool isForced)
    {
        RunStore.RequireResumable(run);
        var record = run.Record!;
        if (record.Command is { } command)
        {
            throw new RewardLabException($"Run '{run.Id}' was not started by a recipe. Resume it with: {command}");
        }

        return new RecipeRun(session)
        {
            Recipe = Path.GetFullPath(record.Recipe.Path),
            Title = record.Recipe.Name,
            Settings = [.. record.Parameters.Select(parameter => $"{parameter.Key}={ParameterText.Format(parameter.Value)}")],
            Preset = null,
            Seed = record.Seed,
            RunsFolder = runsFolder,
            Torch = torch with { ThreadCount = record.Machine.Threads },
            Workers = workers,
            Resumed = run,
            IsForced = isForced,
        };
    }

    /// <summary>Runs the recipe to its end and writes the report.</summary>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public void Execute(CancellationToken cancellationToken)
    {
        // What can be wrong with the command line comes before anything that takes time or leaves a folder behind.
        var recipe = new RecipeCompiler(Path.Combine(UserFolders.FromEnvironment().Cache, "recipes")).Compile(Recipe, cancellationToken);
        // Plugins take time too, and are needed first only where a recipe exposes a component's options.
        var plugins = recipe.Info.OptionGroups.Count > 0 ? Plugins.Start(session) : null;
        var arguments = Arguments(plugins is null ? recipe.Info : recipe.Info.WithComponents(plugins.Components.Components));
        foreach (var warning in recipe.Warnings.Concat(arguments.Notices))
        {
            session.Screen.Error.WriteLine(warning);
        }

        var torch = TorchRuntime.Start(Torch);
        cancellationToken.ThrowIfCancellationRequested();
        plugins ??= Plugins.Start(session);
        cancellationToken.ThrowIfCancellationRequested();

        session.MustEndInOrder = true;
        using var run = Open(RunRecords.Describe(ProgramVersion.Text, recipe, Title, arguments, Seed, torch, plugins));
        run.AllowsOtherSettings = IsForced;
        if (session.Screen.IsDetached)
        {
            session.Screen.Output.WriteLine(RunAnnouncement.Format(run.Folder));
        }

        var folder = Path.GetRelativePath(Environment.CurrentDirectory, run.Folder);
        folder = folder.StartsWith("..", StringComparison.Ordinal) ? run.Folder : folder;
        session.Screen.Status.WriteLine($"Run {run.Id}: {RunStatusText.Format(RunStatus.Running)} in {folder}");

        using var stop = run.StopRequested.Register(session.Stop);
        plugins.RecordSettingsWith(run);
        plugins.KeepProvenanceWith(run);
        try
        {
            ReportWriter.Write(run, Work(recipe, arguments, plugins, run, cancellationToken));
            run.Complete();
        }
        catch (Exception exception)
        {
            End(run, exception, cancellationToken);
            if (!FailedStart.Is(RunStore.Read(run.Folder)))
            {
                session.Screen.EndProgress();
                session.Screen.Status.WriteLine(
                    $"Run {run.Id}: {RunStatusText.Format(run.Record.Status)}. Resume it with '{Store.CommandLine("runs", "resume", run.Id)}'.");
            }

            throw;
        }
        finally
        {
            session.Screen.EndProgress();
        }

        session.MustEndInOrder = false;
        session.Screen.Output.WriteLine(
            $"Run {run.Id}: {RunStatusText.Format(run.Record.Status)} in {DurationText.Format(TimeSpan.FromSeconds(run.Record.DurationSeconds ?? 0))}, "
            + $"report in {Path.Combine(folder, ReportWriter.HtmlFileName)}");
    }

    // The workers leave before the run is complete: what they have to say of it belongs to it.
    private IReadOnlyList<ReportItem> Work(
        CompiledRecipe recipe, RecipeArguments arguments, PluginHost plugins, Run run, CancellationToken cancellationToken)
    {
        using var workers = Workers is null ? null : RunWorkers.Start(session, Workers, WorkerCommand.Hashes(plugins), run, cancellationToken);
        if (workers is not null)
        {
            plugins.WorkWith(workers.Pool);
        }

        var services = new RecipeServices
        {
            Components = plugins.Components, Run = run, Workers = plugins.Workers, Output = session.Screen.Output, Columns = session.Screen.Columns,
        };
        return RecipeRunner.Run(recipe, arguments, services, cancellationToken);
    }

    private RunStore Store => new(RunsFolder, session.Time);

    private RecipeArguments Arguments(RecipeInfo recipe)
    {
        try
        {
            return RecipeArguments.Resolve(recipe, Preset, Settings);
        }
        catch (RewardLabException exception) when (Resumed is not null)
        {
            throw new RewardLabException(
                $"Run '{Resumed.Id}' cannot be resumed: it was begun by RewardLab {Resumed.Record!.Versions.RewardLab ?? "of another version"} "
                + $"with parameters that {recipe.Name} no longer takes. "
                + $"{exception.Message} Resume it with the version that began it, or begin a new run.",
                exception);
        }
    }

    private Run Open(RunRecord record)
    {
        if (Resumed is null)
        {
            return Store.Create(record, session.Screen);
        }

        var differences = RunDifferences.Between(Resumed.Record!, record);
        return differences.Count == 0 || IsForced
            ? Store.Resume(Resumed, record, session.Screen)
            : throw new RewardLabException(
                $"Run '{Resumed.Id}' would not end as if it had never stopped: {string.Join("; ", differences)}. "
                + "Restore what has changed, or resume anyway with --force.");
    }

    private static void End(Run run, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                run.Cancel();
            }
            else
            {
                run.Fail(OneLine.FirstLine(Failure.Describe(exception)));
            }
        }
        catch (RewardLabException secondary)
        {
            // A full disk stops this too; the first error is the one to tell.
            Debug.WriteLine(secondary);
        }
    }
}
