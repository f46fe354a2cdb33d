using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Compiles recipes, once for each change of their text.</summary>
/// <remarks>Safe from any thread, and from several processes that share a cache folder.</remarks>
public sealed class RecipeCompiler
{
    private readonly RecipeCache? _cache;
    private readonly IRecipeEmitter _emitter;

    /// <summary>A compiler with a cache.</summary>
    /// <param name="cacheFolder">Folder for compiled recipes, made when needed; null compiles every time.</param>
    public RecipeCompiler(string? cacheFolder)
        : this(cacheFolder, new RoslynEmitter())
    {
    }

    internal RecipeCompiler(string? cacheFolder, IRecipeEmitter emitter)
    {
        _cache = cacheFolder is null ? null : new RecipeCache(cacheFolder);
        _emitter = emitter;
    }

    /// <summary>Compiles a recipe, or takes it from the cache when neither it, nor a file it loads, nor the API has changed.</summary>
    /// <exception cref="RewardLabException">The file is missing or has errors: a line each, with file, line and column.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CompiledRecipe Compile(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fullPath = Path.GetFullPath(path);
        if (_cache?.Find(fullPath) is { } cached)
        {
            return new CompiledRecipe(cached, isFromCache: true);
        }

        var image = _emitter.Emit(fullPath, cancellationToken);
        _cache?.Store(image);
        return new CompiledRecipe(image, isFromCache: false);
    }
}
