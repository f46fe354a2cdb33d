using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Hosting.Text;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>The recipes in a folder, by name.</summary>
public sealed class RecipeCatalog
{
    private const string Extension = ".csx";
    private const string FolderPrefix = "recipes/";

    private readonly RecipeCatalog? _shipped;

    /// <summary>The recipes in a folder and those below it.</summary>
    /// <param name="folder">Absolute path; null for no recipes.</param>
    public RecipeCatalog(string? folder)
        : this(folder, shipped: null)
    {
    }

    private RecipeCatalog(string? folder, RecipeCatalog? shipped) =>
        (Folder, UserFolder, _shipped) = (folder, folder, shipped);

    /// <summary>The folder, or null when there is none.</summary>
    public string? Folder { get; }

    /// <summary>Where experiments and presets of the user's go: the folder itself, or, where that is the program's, the folder "recipes" of the folder that
    /// was searched first, which need not be there yet. Null where there is neither.</summary>
    public string? UserFolder { get; private init; }

    /// <summary>Finds the folder "recipes": in the current directory or above it, else beside the program or above it. The program's recipes are found by
    /// their names in either case.</summary>
    public static RecipeCatalog Find() => FindFrom(Environment.CurrentDirectory);

    /// <summary>Finds the folder "recipes": in a folder or above it, else beside the program or above it. The program's recipes are found by their names in
    /// either case.</summary>
    /// <param name="folder">Absolute path.</param>
    public static RecipeCatalog FindFrom(string folder) => ShippedFiles.FindRecipes(folder) is { } own
        ? new RecipeCatalog(own, OfProgram())
        : new RecipeCatalog(ShippedFiles.Recipes) { UserFolder = ShippedFiles.RecipesIn(folder) };

    /// <summary>The recipes that came with the program.</summary>
    public static RecipeCatalog OfProgram() => new(ShippedFiles.Recipes);

    /// <summary>Every recipe, those of the folder itself first, each group by name. A recipe with errors is listed with the first of them.</summary>
    /// <exception cref="RewardLabException">The folder cannot be read.</exception>
    public IReadOnlyList<RecipeEntry> List() => [.. Paths().Select(Read)];

    /// <summary>The name of every recipe, in the same order, without reading them.</summary>
    public IReadOnlyList<string> Names() => [.. Paths().Select(NameOf)];

    /// <summary>The file of a recipe.</summary>
    /// <param name="nameOrPath">A path, or a name: "01-quickstart", with or without its ending and "recipes/" before it, "quickstart" or "1".</param>
    /// <returns>Absolute path.</returns>
    /// <exception cref="RewardLabException">There is no such recipe (the nearest is named), or there are several.</exception>
    public string Resolve(string nameOrPath) => Find(nameOrPath) ?? throw new RewardLabException(NoSuchRecipe(nameOrPath, Wanted(nameOrPath), Paths()));

    /// <summary>The same; null where there is no such recipe.</summary>
    /// <param name="nameOrPath">A path, or a name.</param>
    /// <exception cref="RewardLabException">There are several.</exception>
    public string? Find(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        foreach (var path in new[] { nameOrPath, nameOrPath + Extension, nameOrPath + RecipeProgramFile.Extension })
        {
            if (File.Exists(path))
            {
                return Path.GetFullPath(path);
            }
        }

        var wanted = Wanted(nameOrPath);
        string[] paths = [.. Paths().Where(path => IsOfEnding(path, nameOrPath))];
        foreach (var matches in new Func<string, bool>[]
        {
            path => NameOf(path) == wanted,
            path => Path.GetFileNameWithoutExtension(path) == wanted,
            path => WithoutNumber(path) == wanted,
            path => NumberOf(path) is { } number && int.TryParse(wanted, out var value) && value == number,
        })
        {
            var found = paths.Where(matches).ToArray();
            if (found.Length == 1)
            {
                return found[0];
            }

            if (found.Length > 1)
            {
                throw new RewardLabException($"'{nameOrPath}' could be {string.Join(" or ", Told(found))}. Give more of its name.");
            }
        }

        return _shipped?.Find(nameOrPath);
    }

    private static bool IsOfEnding(string path, string wanted) =>
        RecipeProgramFile.Is(wanted) ? RecipeProgramFile.Is(path)
        : !wanted.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    // A script and a program of one name are told apart by their endings.
    private IEnumerable<string> Told(IReadOnlyCollection<string> paths) =>
        paths.Select(path => paths.Count(other => NameOf(other) == NameOf(path)) > 1 ? NameOf(path) + Path.GetExtension(path) : NameOf(path));

    private static string Wanted(string nameOrPath)
    {
        var name = nameOrPath.Replace('\\', '/');
        name = name.StartsWith(FolderPrefix, StringComparison.Ordinal) ? name[FolderPrefix.Length..] : name;
        return name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? name[..^Extension.Length]
            : RecipeProgramFile.Is(name) ? name[..^RecipeProgramFile.Extension.Length] : name;
    }

    private static string NoSuchRecipe(string nameOrPath, string wanted, string[] paths)
    {
        if (paths.Length == 0)
        {
            return $"There is no recipe '{nameOrPath}': there is no such file, and no folder 'recipes' in this folder or above it. "
                + "Give the path of a .csx or .cs file.";
        }

        string[] names = [.. paths.SelectMany(path => new[] { Path.GetFileNameWithoutExtension(path), WithoutNumber(path) }).Distinct(StringComparer.Ordinal)];
        return $"There is no recipe '{nameOrPath}'. {NearestName.Advice(wanted, names)} ('recipes list' lists all.)";
    }

    private static string WithoutNumber(string path) => Path.GetFileNameWithoutExtension(path).TrimStart("0123456789".ToCharArray()).TrimStart('-', '_');

    private static int? NumberOf(string path)
    {
        var digits = string.Concat(Path.GetFileNameWithoutExtension(path).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, out var number) ? number : null;
    }

    private RecipeEntry Read(string path)
    {
        try
        {
            return new RecipeEntry(NameOf(path), path, RecipeInfo.Read(path), Error: null);
        }
        catch (RewardLabException exception)
        {
            return new RecipeEntry(NameOf(path), path, Info: null, exception.Message.Split('\n')[0]);
        }
    }

    private string NameOf(string path) => Path.ChangeExtension(Path.GetRelativePath(Folder!, path), null).Replace('\\', '/');

    private string[] Paths()
    {
        if (Folder is null || !Directory.Exists(Folder))
        {
            return [];
        }

        try
        {
            return
            [
                .. FileWalk.Files(Folder).Where(path => path.EndsWith(Extension, StringComparison.Ordinal) || RecipeProgramFile.IsRecipe(path))
                    .OrderBy(path => NameOf(path).Count(c => c == '/'))
                    .ThenBy(NameOf, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{RecipePlace.Display(Folder)}: the recipes cannot be listed: {exception.Message}", exception);
        }
    }
}
