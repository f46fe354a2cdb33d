using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>What a recipe can do. Every call ends a recipe that has been asked to stop.</summary>
/// <remarks>An ordinary static class, so that editors complete it. It works inside a running recipe only: elsewhere every member
/// throws a <see cref="RewardLabException"/> that says so.</remarks>
public static partial class Lab
{
    /// <summary>The run: folder, events, files.</summary>
    public static IRun Run => RecipeSession.Current.Run;

    /// <summary>The root seed of the run; derive named streams from it with <see cref="SeedStream.Create"/>.</summary>
    public static ulong Seed => Run.Seed;

    /// <summary>Cancelled when the recipe is to stop; pass it to whatever takes long.</summary>
    public static CancellationToken Cancellation => RecipeSession.Current.Cancellation;

    /// <summary>Writes a line for the user.</summary>
    public static void Log(string message) => Run.Log(message);

    /// <summary>Reports progress of a stage, shown as a bar with the time left.</summary>
    /// <param name="stage">The stage's name, the same throughout the stage.</param>
    /// <param name="done">Units finished.</param>
    /// <param name="total">Units in all, at least 1.</param>
    public static void Progress(string stage, long done, long total) => Run.ReportProgress(stage, done, total);
}
