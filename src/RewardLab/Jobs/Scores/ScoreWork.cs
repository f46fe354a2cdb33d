using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Studies.Sources;

namespace RewardLab.Jobs.Scores;

/// <summary>What one call scores: images, and the prompts that each meets.</summary>
internal sealed class ScoreWork
{
    private readonly IReadOnlyList<string> _prompts;
    private readonly Dictionary<string, List<string>>? _own;

    private ScoreWork(IReadOnlyList<string> files, IReadOnlyList<string> prompts) => (Files, _prompts) = (files, prompts);

    private ScoreWork(IReadOnlyList<ImagePrompt> pairs, IReadOnlyList<string> withoutPrompt)
    {
        WithoutPrompt = withoutPrompt;
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

    /// <summary>Images that were meant and have no prompt of their own: they are left out.</summary>
    public IReadOnlyList<string> WithoutPrompt { get; } = [];

    /// <summary>Whether each image meets its own prompts, rather than all.</summary>
    public bool IsPaired => _own is not null;

    /// <summary>Scores of each reward.</summary>
    public long RowCount => _own is null ? (long)Files.Count * _prompts.Count : _own.Values.Sum(prompts => (long)prompts.Count);

    /// <summary>What finished scores are kept under, in the order in which they are written.</summary>
    public IEnumerable<string> Keys => Files.SelectMany(KeysOf);

    /// <summary>Finds the images and texts that a request means.</summary>
    /// <exception cref="RewardLabException">There are no images, or one has no prompt.</exception>
    public static ScoreWork Create(ScoreRequest request) =>
        request.IsPaired ? OfPairs(request) : new ScoreWork(ImageFileNames.Find(request.Images), request.Prompts);

    /// <summary>The prompts that an image meets.</summary>
    public IReadOnlyList<string> PromptsOf(string file) => _own is null ? _prompts : _own[file];

    /// <summary>What an image's finished scores are kept under.</summary>
    public IEnumerable<string> KeysOf(string file) =>
        _own is null ? [new ScoredImage(file, null).Key] : _own[file].Select(prompt => new ScoredImage(file, null, Prompt: prompt).Key);

    private static ScoreWork OfPairs(ScoreRequest request)
    {
        var pairs = Pairs(request, out var withoutPrompt);
        return new ScoreWork(pairs, withoutPrompt);
    }

    private static IReadOnlyList<ImagePrompt> Pairs(ScoreRequest request, out IReadOnlyList<string> withoutPrompt)
    {
        withoutPrompt = [];
        if (request.Table is { } table)
        {
            // Folders say where images lie; files and patterns also which of them count.
            string[] chosen = [.. request.Images.Any(place => !Directory.Exists(place)) ? ImageFileNames.Find(request.Images) : []];
            string[] folders =
            [
                .. request.Images.Where(Directory.Exists).Concat(chosen.Select(file => Path.GetDirectoryName(file)!)).Distinct(StringComparer.Ordinal),
            ];
            // By their real paths: a name may be a link.
            var wanted = chosen.Select(RealPath.Resolve).ToHashSet(StringComparer.Ordinal);
            var pairs = ImagePrompts.OfTable(table, folders);
            var named = pairs.Select(pair => RealPath.Resolve(pair.File)).ToHashSet(StringComparer.Ordinal);
            withoutPrompt = [.. chosen.Where(file => !named.Contains(RealPath.Resolve(file)))];
            return !pairs.Any(pair => File.Exists(pair.File))
                ? throw new RewardLabException($"{table}: none of the images that it names exists, such as '{pairs[0].File}'. Name their folder with --images.")
                : wanted.Count == 0 ? pairs
                : pairs.Where(pair => wanted.Contains(RealPath.Resolve(pair.File))).ToArray() is { Length: > 0 } left ? left
                : throw new RewardLabException($"{table}: names none of the {wanted.Count} images given by --images, but for example '{pairs[0].File}'.");
        }

        if (!request.RequiresOwnPrompts && !request.Images.Any(HasOwn))
        {
            throw new RecipeUsageException(
                "No prompts are given, and no image has a prompt of its own in metadata.jsonl or in a .caption or .txt file beside it. "
                + "Give --prompts FILE or --prompt TEXT.");
        }

        var found = request.Images.Select(place => (Place: place, Pairs: Find(place).ToArray())).ToArray();
        withoutPrompt =
        [
            .. found.Where(entry => Directory.Exists(entry.Place) && !ModelImageReader.IsRun(entry.Place))
                .SelectMany(entry => ImagePrompts.WithoutPrompt(entry.Place, entry.Pairs)),
        ];
        return [.. found.SelectMany(entry => entry.Pairs)];
    }

    private static bool HasOwn(string place) =>
        Directory.Exists(place) ? ModelImageReader.IsRun(place) || ImagePrompts.HasAny(place) : ImagePrompts.HasAny(ImageFileNames.Find([place]));

    private static IEnumerable<ImagePrompt> Find(string place) =>
        !Directory.Exists(place) ? ImagePrompts.OfFiles(ImageFileNames.Find([place]))
        : ModelImageReader.IsRun(place) ? PromptedImages.Read(place).Select(entry => new ImagePrompt(Path.Combine(place, entry.Image.File), entry.Prompt))
        : ImagePrompts.OfFolder(place);
}
