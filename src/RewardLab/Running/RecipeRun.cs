using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Commands;
using RewardLab.Experiments.Reports;
using RewardLab.Experiments.Runs;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Numerics.Runtime;
using RewardLab.Terminal;

namespace RewardLab.Running;

/// <summary>One recipe, from its file to a finished run.</summary>
internal sealed class RecipeRun(Session session)
{
    /// <summary>Absolute path of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>"name=value" each.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>A YAML file of parameters; may be null.</summary>
    public required string? Preset { get; init; }

    /// <summary>The root seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The folder of runs; null for the default.</summary>
    public required string? RunsFolder { get; init; }

    /// <summary>How libtorch is started.</summary>
    public required TorchRuntimeOptions Torch { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public void Execute(CancellationToken cancellationToken)
    {
        // What can be wrong with the command line comes before anything that takes time or leaves a folder behind.
        var recipe = new RecipeCompiler(Path.Combine(UserFolders.FromEnvironment().Cache, "recipes")).Compile(Recipe, cancellationToken);
        var arguments = RecipeArguments.Resolve(recipe.Info, Preset, Settings);
        var torch = TorchRuntime.Start(Torch);
        cancellationToken.ThrowIfCancellationRequested();
        var plugins = Plugins.Start(session);
        cancellationToken.ThrowIfCancellationRequested();

        session.MustEndInOrder = true;
        using var run = new RunStore(RunsFolder, session.Time).Create(RunRecords.Describe(recipe, arguments, Seed, torch, plugins), session.Screen);
        var services = new RecipeServices { Components = plugins.Components, Run = run, Output = session.Screen.Output };
        try
        {
            ReportWriter.Write(run, RecipeRunner.Run(recipe, arguments, services, cancellationToken));
            run.Complete();
        }
        catch (Exception exception)
        {
            End(run, exception, cancellationToken);
            throw;
        }
        finally
        {
            session.Screen.EndProgress();
        }

        session.MustEndInOrder = false;
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, run.Folder);
        session.Screen.Output.WriteLine(
            $"Run {run.Id}: {run.Record.Status.ToString().ToLowerInvariant()} in {ProgressText.Duration(TimeSpan.FromSeconds(run.Record.DurationSeconds ?? 0))}, "
            + $"report in {Path.Combine(shown.StartsWith("..", StringComparison.Ordinal) ? run.Folder : shown, ReportWriter.FileName)}");
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
                run.Fail(OneLine.Of(Failure.Describe(exception)));
            }
        }
        catch (RewardLabException secondary)
        {
            // A full disk stops this too; the first error is the one to tell.
            Debug.WriteLine(secondary);
        }
    }
}
