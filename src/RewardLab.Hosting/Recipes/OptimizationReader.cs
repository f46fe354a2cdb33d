using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Recipes;

/// <summary>Finds what an algorithm has just left in the run's folder.</summary>
internal static class OptimizationReader
{
    private const string NameOption = "name";

    /// <summary>Reads the result of the algorithm that has ended last.</summary>
    /// <param name="session">The recipe's session.</param>
    /// <param name="reference">The algorithm's id and options.</param>
    /// <param name="title">What reports call its fine-tunings.</param>
    public static RecipeOptimization Read(RecipeSession session, ComponentReference reference, string title)
    {
        var run = session.Run.Folder;
        var name = NameOf(session, reference);
        string[] folders = [.. RunHistories.Folders(run)
            .Where(folder => name.Length > 0 ? IsOf(run, folder, name) : session.Take(folder))];
        foreach (var folder in folders)
        {
            session.Take(folder);
        }

        var sweepAdapter = name.Length > 0 && Path.Combine(run, name, "lora") is var path && Directory.Exists(path) ? path : "";
        return new RecipeOptimization(
            title,
            sweepAdapter,
            [.. folders.Select(folder => new RecipeFineTuning(folder))],
            folders.Length > 0 ? null : BestOfNOf(session));
    }

    // A fine-tuning's folder is called as its option says; a sweep's fine-tunings lie in folders below.
    private static string NameOf(RecipeSession session, ComponentReference reference)
    {
        if (reference.Options.FirstOrDefault(option => string.Equals(option.Key, NameOption, StringComparison.OrdinalIgnoreCase)).Value is { } given)
        {
            return OptionText.Format(given);
        }

        var component = session.Services.Components.Components.FirstOrDefault(one => one.Kind == ComponentKind.Algorithm && one.Id == reference.Id);
        return component is null ? ""
            : OptionsDescription.Create(component.OptionsType).FirstOrDefault(option => option.Name == NameOption)?.DefaultText ?? "";
    }

    private static bool IsOf(string run, string folder, string name)
    {
        var inside = Path.GetRelativePath(run, folder).Replace('\\', '/');
        return inside == name || inside.StartsWith(name + "/", StringComparison.Ordinal);
    }

    // The first curve that belongs to no earlier result: a resumed run holds those of all its best-of-n from the start.
    private static RecipeBestOfN? BestOfNOf(RecipeSession session)
    {
        if (!File.Exists(Path.Combine(session.Run.Folder, RunEvents.FileName)))
        {
            return null;
        }

        var ending = RunEvents.Read(session.Run.Folder)
            .Where(item => item.Kind == EventKinds.BestOfNCurve)
            .Index()
            .FirstOrDefault(item => session.Take($"{EventKinds.BestOfNCurve} {item.Index}"))
            .Item;
        return ending is null ? null : RecipeBestOfN.From(ending);
    }
}
