namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The step that a cached recipe skips.</summary>
internal interface IRecipeEmitter
{
    /// <summary>Parses, binds and emits a recipe.</summary>
    RecipeImage Emit(string path, CancellationToken cancellationToken);
}
