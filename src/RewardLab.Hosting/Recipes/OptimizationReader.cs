using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Recipes;

/// <summary>Finds what one call of an algorithm leaves in the run's folder. Made right before the call: a resumed run holds from the start what its
/// algorithms left before it was stopped, those of later calls too.</summary>
internal sealed class OptimizationReader
{
    private const string NameOption = "name";
    private readonly RecipeSession _session;
    private readonly Dictionary<string, (DateTime Time, long Size)> _before;
    private readonly int _curveCountBefore;

    /// <param name="session">The recipe's session.</param>
    public OptimizationReader(RecipeSession session)
    {
        _session = session;
        _before = RunHistories.Folders(session.Run.Folder).ToDictionary(static folder => folder, Stamp, StringComparer.Ordinal);
        _curveCountBefore = Curves().Count;
    }

    /// <summary>Reads the result of the call, which has ended.</summary>
    /// <param name="reference">The algorithm's id and options.</param>
    /// <param name="title">What reports call its fine-tunings.</param>
    public RecipeOptimization Read(ComponentReference reference, string title)
    {
        var run = _session.Run.Folder;
        var name = NameOf(_session, reference);
        string[] folders = [.. RunHistories.Folders(run).Where(folder => name.Length > 0 ? IsOf(run, folder, name) : IsWritten(folder))];
        var sweepAdapter = name.Length > 0 && Path.Combine(run, name, "lora") is var path && Directory.Exists(path) ? path : "";
        return new RecipeOptimization(
            title,
            sweepAdapter,
            [.. folders.Select(folder => new RecipeFineTuning(folder))],
            folders.Length > 0 ? null : BestOfN());
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

    private static (DateTime Time, long Size) Stamp(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FineTuningHistory.FileName));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    // One that resumes writes it again, also where nothing was left to do.
    private bool IsWritten(string folder) => !_before.TryGetValue(folder, out var before) || before != Stamp(folder);

    private RecipeBestOfN? BestOfN() => Curves() is var curves && curves.Count > _curveCountBefore ? RecipeBestOfN.From(curves[^1]) : null;

    private List<RunEvent> Curves() => File.Exists(Path.Combine(_session.Run.Folder, RunEvents.FileName))
        ? [.. RunEvents.Enumerate(_session.Run.Folder).Where(item => item.Kind == EventKinds.BestOfNCurve)]
        : [];
}
