using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Text;
using RewardLab.Jobs.Studies;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sources;

namespace RewardLab.Commands;

/// <summary>Options that say which image groups of which models are compared.</summary>
internal sealed class ComparisonSourceOptions
{
    private readonly Option<int> _size = new("--set-size") { Description = "number of images per group", HelpName = "N", DefaultValueFactory = _ => 4 };
    private readonly Option<int> _sets = new("--sets")
    {
        Description = "maximum number of image groups per prompt and model",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };
    private readonly Option<int?> _selected = new("--best-of")
    {
        Description = "compare the images that each reward selected of N, if the run keeps them [default: the largest N]",
        HelpName = "N",
    };
    private readonly Option<string[]> _only = new("--model")
    {
        Description = "compare only the models named this way; repeatable [default: all]",
        HelpName = "NAME",
    };
    private readonly Option<bool> _first = new("--against-first") { Description = "compare every model with the first only, not with each other" };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_size, _sets, _selected, _only, _first];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Runs or folders, each as RUN or NAME=RUN.</summary>
    /// <exception cref="Abstractions.RewardLabException">There is no such run or folder.</exception>
    public static (string Name, string Folder)[] Named(IReadOnlyList<string> texts, StudyLocator place) => [.. texts.Select(text => Named(text, place))];

    /// <summary>The comparisons that the options ask for.</summary>
    /// <exception cref="RecipeUsageException">A number is below 1, or there is no model of a name.</exception>
    public IReadOnlyList<StudyItem> Read(ParseResult parsed, IReadOnlyList<(string Name, string Folder)> runs, ReadableImages readable, ulong seed)
    {
        if (parsed.GetValue(_size) < 1 || parsed.GetValue(_sets) < 1)
        {
            throw new RecipeUsageException("--set-size and --sets must be 1 or more.");
        }

        ModelImages[] models =
        [
            .. runs.SelectMany(run => Select(run, ModelImageReader.Read(run.Folder, run.Name, parsed.GetValue(_selected)), runs.Count > 1)),
        ];
        models = Chosen([.. readable.Find(models)], parsed.GetValue(_only) ?? []);
        return ComparisonItems.Create(models, parsed.GetValue(_size), parsed.GetValue(_sets), parsed.GetValue(_first), seed);
    }

    // Runs of one recipe call their models alike.
    private static IEnumerable<ModelImages> Select((string Name, string Folder) run, IReadOnlyList<ModelImages> models, bool isOneOfSeveral) =>
        models.Select(model => isOneOfSeveral && model.Model != run.Name ? model with { Model = $"{run.Name} {model.Model}" } : model);

    private static ModelImages[] Chosen(ModelImages[] models, string[] names) =>
        names.FirstOrDefault(name => !models.Any(model => model.Model == name)) is { } unknown
            ? throw new RecipeUsageException(
                $"--model {unknown}: there is no such model. {NearestName.Advice(unknown, [.. models.Select(model => model.Model)])}")
            : names.Length == 0 ? models : [.. names.Select(name => models.First(model => model.Model == name))];

    private static (string Name, string Folder) Named(string text, StudyLocator place)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var folder = place.Folder(equals > 0 && !Directory.Exists(text) ? text[(equals + 1)..] : text);
        return (equals > 0 && !Directory.Exists(text) ? text[..equals] : Path.GetFileName(folder), folder);
    }
}
