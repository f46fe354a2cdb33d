using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Hierarchies;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Preflights;

/// <summary>Finds out before a run what it needs: weights, memory, and the time that earlier runs took.</summary>
/// <param name="registry">The models that are known.</param>
/// <param name="cache">Where those of the hub lie.</param>
/// <param name="components">What plugins offer.</param>
/// <param name="runs">Earlier runs, the latest first.</param>
internal sealed class PreflightReader(ModelRegistry registry, HubCache cache, IReadOnlyList<ComponentDescription> components, IEnumerable<RunEntry> runs)
{
    // Reading an experiment of a run takes a millisecond.
    private const int MaxRunsRead = 30;

    private readonly ModelStore _store = new(registry, cache);

    /// <summary>What is known of running a document as it is.</summary>
    public Preflight Read(IPlayable document)
    {
        var experiment = (document as ExperimentDocument)?.Current;
        var models = ModelsOf(document).Distinct().ToArray();
        var work = experiment is null ? null : RunWork.From(experiment, components);
        return new Preflight
        {
            Missing = [.. models.Select(model => Missing(model.Name, model.Kind)).OfType<MissingModel>()],
            Work = work?.Text ?? "",
            ImageBytes = work?.Bytes ?? 0,
            Time = (experiment is null ? RecipeTime(document as RecipeDocument) : ExperimentTime(experiment)) is { } time
                ? $"about {DurationText.Format(time)}"
                : "",
            WeightBytes = models.Select(model => Known(model.Name)).OfType<ModelEntry>().Distinct().Sum(Bytes),
            FreeBytes = FreeMemory.Bytes(),
        };
    }

    private IEnumerable<(string Name, ComponentKind Kind)> ModelsOf(IPlayable document) => document switch
    {
        ExperimentDocument experiment => experiment.Rows.Select(row => row.Component).OfType<HierarchyComponent>().SelectMany(
            component => ModelOf(component.Kind, component.Reference)),
        RecipeDocument recipe => ModelsOf(recipe),
        _ => [],
    };

    // A recipe names components in texts of its own, such as "clip, imagereward", and exposes options of others as groups.
    private IEnumerable<(string Name, ComponentKind Kind)> ModelsOf(RecipeDocument recipe)
    {
        var texts = recipe.Fields.ToDictionary(field => field.Name, field => field.Text, StringComparer.Ordinal);
        foreach (var group in recipe.Info.OptionGroups)
        {
            var options = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (texts.TryGetValue($"{group.Name}.model", out var model))
            {
                options["model"] = model;
            }

            foreach (var component in components.Where(component => component.Id == group.Component))
            {
                foreach (var found in ModelOf(component.Kind, new ComponentReference(group.Component) { Options = options }))
                {
                    yield return found;
                }
            }
        }

        foreach (var word in texts.Values.SelectMany(text => text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (var component in components.Where(component => component.Id == word))
            {
                foreach (var found in ModelOf(component.Kind, new ComponentReference(word)))
                {
                    yield return found;
                }
            }
        }
    }

    // Weights that a plugin brings along, "plugin:folder", are there with it.
    private IEnumerable<(string Name, ComponentKind Kind)> ModelOf(ComponentKind kind, ComponentReference reference) =>
        kind is ComponentKind.Reward or ComponentKind.ImageModel
        && ComponentOption.Find(components, kind, reference, "model") is { Length: > 0 } model
        && !model.Contains(':', StringComparison.Ordinal)
            ? [(model, kind)]
            : [];

    private ModelEntry? Known(string model) => registry.TryFind(model) ?? registry.OfRepository(model);

    // As published, or as it lies here.
    private long Bytes(ModelEntry model) => model.Folder is { } folder
        ? Directory.Exists(folder) ? FileWalk.Files(folder).Sum(file => new FileInfo(file).Length) : 0
        : _store.Resolved(model.Files).Sum(file => file.Bytes ?? (_store.Find(file) is { } path ? new FileInfo(path).Length : 0));

    private MissingModel? Missing(string model, ComponentKind kind)
    {
        try
        {
            _store.Folders(model, kind);
            return null;
        }
        catch (RewardLabException exception)
        {
            var known = Known(model);
            var download = known is { Folder: not null } ? null
                : known?.Id ?? (model.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && !model.StartsWith('.') ? model : null);
            return new MissingModel(model, exception.Message, download, known is null ? 0 : _store.Missing(known).Sum(file => file.Bytes ?? 0));
        }
    }

    // Of the same recipe with the same values, whatever its seed.
    private TimeSpan? RecipeTime(RecipeDocument? recipe)
    {
        if (recipe is null)
        {
            return null;
        }

        var texts = recipe.Fields.ToDictionary(field => field.Name, field => field.Text, StringComparer.Ordinal);
        return Completed()
            .Where(run => run.Record!.Recipe.Name == recipe.Info.Name)
            .Where(run => run.Record!.Parameters.All(value => texts.GetValueOrDefault(value.Key) == RecipeParameter.Format(value.Value)))
            .Select(Duration)
            .FirstOrDefault();
    }

    // Of the same models, in proportion to what is generated; of an algorithm only where everything is the same.
    private TimeSpan? ExperimentTime(Experiment experiment)
    {
        var work = RunWork.From(experiment, components);
        foreach (var run in Completed().Where(run => File.Exists(ExperimentOf(run))).Take(MaxRunsRead))
        {
            try
            {
                var former = ExperimentYaml.ReadFile(ExperimentOf(run));
                if (ExperimentYaml.ToText(former) == ExperimentYaml.ToText(experiment))
                {
                    return Duration(run);
                }

                if (work is not null && RunWork.From(former, components) is { Units: > 0 } formerWork && Rewards(former) == Rewards(experiment))
                {
                    return Duration(run) * ((double)work.Units / formerWork.Units);
                }
            }
            catch (RewardLabException)
            {
                // A run of a version whose experiments are not read any more tells nothing.
            }
        }

        return null;
    }

    private static string Rewards(Experiment experiment) => ExperimentYaml.ToText(new Experiment
    {
        Model = experiment.Model is { } model ? new ComponentReference(model.Id) : null,
        Reward = experiment.Reward,
        HeldOutRewards = experiment.HeldOutRewards,
    });

    private IEnumerable<RunEntry> Completed() => runs.Where(run => run.Record is { Status: RunStatus.Completed, DurationSeconds: > 0 });

    private static TimeSpan? Duration(RunEntry run) => TimeSpan.FromSeconds(run.Record!.DurationSeconds!.Value);

    private static string ExperimentOf(RunEntry run) => Path.Combine(run.Folder, "experiment.yaml");
}
