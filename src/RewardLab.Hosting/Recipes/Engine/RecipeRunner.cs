using System.Runtime.CompilerServices;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Reports.Documents;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Runs compiled recipes, each on a thread of its own.</summary>
public static class RecipeRunner
{
    private const int StackBytes = 64 << 20;

    /// <summary>Runs a recipe to its end and disposes the components it made.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="arguments">A value for each of its parameters.</param>
    /// <param name="services">What it works with.</param>
    /// <param name="cancellationToken">Ends the recipe at its next call of Lab;
    /// a recipe that makes none is left behind after <see cref="RecipeServices.Patience"/>.</param>
    /// <returns>The tables, figures and words that the recipe made, in order, for the run's report.</returns>
    /// <exception cref="RewardLabException">The recipe failed: file.csx(line,column) and the reason.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<ReportItem> Run(
        CompiledRecipe recipe, RecipeArguments arguments, RecipeServices services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(services);
        cancellationToken.ThrowIfCancellationRequested();

        var session = new RecipeSession(recipe, arguments, services, cancellationToken);
        Exception? failure = null;

        // Not disposed: a recipe that is left behind still sets it.
        var ended = new ManualResetEvent(initialState: false);
        var thread = new Thread(Work, StackBytes) { IsBackground = true, Name = $"recipe {recipe.Info.Name}" };
        thread.Start();
        if (WaitHandle.WaitAny([ended, cancellationToken.WaitHandle]) == 1 && !ended.WaitOne(services.Patience))
        {
            services.Run.Log($"{recipe.Info.Name} did not respond to the request to stop and is abandoned.");
            throw new OperationCanceledException(cancellationToken);
        }

        thread.Join();
        return failure switch
        {
            null => session.Items,
            _ when cancellationToken.IsCancellationRequested && IsCancellation(failure) => throw new OperationCanceledException(cancellationToken),
            _ => throw RecipeDiagnostics.Describe(failure, [.. recipe.Image.Files.Select(f => f.Path)]),
        };

        void Work()
        {
            try
            {
                using (session)
                {
                    RecipeSession.Enter(session);
                    Execute(recipe.Image);
                    session.End();
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            finally
            {
                ended.Set();
            }
        }
    }

    // A method of its own, so that no local of the caller keeps the load context alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Execute(RecipeImage image)
    {
        var context = new RecipeLoadContext(image.Info.Name);
        try
        {
            // A script's slot 0 is for globals and slot 1 for itself.
            context.LoadEntry(image)(new object?[2]).GetAwaiter().GetResult();
        }
        finally
        {
            context.Unload();
        }
    }

    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException aggregate && aggregate.Flatten().InnerExceptions.All(e => e is OperationCanceledException));
}
