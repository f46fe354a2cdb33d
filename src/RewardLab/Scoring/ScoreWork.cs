using RewardLab.Abstractions;
using RewardLab.Experiments.Captions;
using RewardLab.Experiments.Scoring;
using RewardLab.Experiments.Studies;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Scoring;

/// <summary>What one call scores: images, and the prompts that each meets.</summary>
internal sealed class ScoreWork
{
    private readonly IReadOnlyList<string> _prompts;
    private readonly Dictionary<string, List<string>>? _own;

    private ScoreWork(IReadOnlyList<string> files, IReadOnlyList<string> prompts) => (Files, _prompts) = (files, prompts);

    private ScoreWork(IReadOnlyList<ImagePrompt> pairs)
    {
        _prompts = [];
        _own = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in pairs.Distinct())
        {
            if (!_own.TryGetValue(pair.File, out var prompts))
            {
                _own.Add(pair.File, prompts = []);
            }

            prompts.Add(pair.Prompt);
        }

        Files = [.. pairs.Select(pair => pair.File).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The images, each once.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Whether each image meets its own prompts, rather than all.</summary>
    public bool IsPaired => _own is not null;

    /// <summary>Scores of each reward.</summary>
    public long RowCount => _own is null ? (long)Files.Count * _prompts.Count : _own.Values.Sum(prompts => (long)prompts.Count);

    /// <summary>What finished scores are kept under, in the order in which they are written.</summary>
    public IEnumerable<string> Keys => Files.SelectMany(KeysOf);

    /// <summary>Finds it.</summary>
    /// <exception cref="RewardLabException">There are no images, or one has no prompt.</exception>
    public static ScoreWork Of(ScoreRequest request) => request.IsPaired ? new ScoreWork(Pairs(request)) : new ScoreWork(PictureFiles.Find(request.Images), request.Prompts);

    /// <summary>The prompts that an image meets.</summary>
    public IReadOnlyList<string> PromptsOf(string file) => _own is null ? _prompts : _own[file];

    /// <summary>What an image's finished scores are kept under.</summary>
    public IEnumerable<string> KeysOf(string file) => _own is null ? [new ScoredPicture(file, null).Key] : _own[file].Select(prompt => new ScoredPicture(file, null, Prompt: prompt).Key);

    private static IReadOnlyList<ImagePrompt> Pairs(ScoreRequest request)
    {
        if (request.Table is { } table)
        {
            // Folders say where images lie; files and patterns also which of them count.
            string[] chosen = [.. request.Images.Any(place => !Directory.Exists(place)) ? PictureFiles.Find(request.Images) : []];
            string[] folders = [.. request.Images.Where(Directory.Exists).Concat(chosen.Select(file => Path.GetDirectoryName(file)!)).Distinct(StringComparer.Ordinal)];
            var wanted = chosen.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
            var pairs = ImagePrompts.OfTable(table, folders);
            return !pairs.Any(pair => File.Exists(pair.File)) ? throw new RewardLabException($"{table}: none of the images that it names is there, such as '{pairs[0].File}'; name their folder with --images.")
                : wanted.Count == 0 ? pairs
                : pairs.Where(pair => wanted.Contains(Path.GetFullPath(pair.File))).ToArray() is { Length: > 0 } left ? left
                : throw new RewardLabException($"{table}: names none of the {wanted.Count} images that --images means, but '{pairs[0].File}'.");
        }

        if (!request.RequiresOwnPrompts && !request.Images.Any(HasOwn))
        {
            throw new RecipeUsageException("Name the prompts: --prompts FILE or --prompt TEXT. No image has a prompt of its own, by metadata.jsonl or a .caption or .txt beside it.");
        }

        return [.. request.Images.SelectMany(Find)];
    }

    private static bool HasOwn(string place) => Directory.Exists(place) ? ModelPictureReader.IsRun(place) || ImagePrompts.HasAny(place) : ImagePrompts.HasAny(PictureFiles.Find([place]));

    private static IEnumerable<ImagePrompt> Find(string place) =>
        !Directory.Exists(place) ? ImagePrompts.OfFiles(PictureFiles.Find([place]))
        : ModelPictureReader.IsRun(place) ? PromptedPictures.Of(place).Select(entry => new ImagePrompt(Path.Combine(place, entry.Picture.File), entry.Prompt))
        : ImagePrompts.OfFolder(place);
}
