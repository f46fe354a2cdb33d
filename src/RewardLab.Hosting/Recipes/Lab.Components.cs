using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <content>Components by id. Options are written as new { name = value } or as a dictionary; what is left out keeps its default.</content>
public static partial class Lab
{
    /// <summary>An image model, such as "toybox". Disposed when the recipe ends.</summary>
    /// <exception cref="RewardLabException">The id is unknown, an option does not fit, or the model cannot be made.</exception>
    public static IImageModel ImageModel(string id, object? options = null) => RecipeSession.Current.Create<IImageModel>(Reference(id, options));

    /// <summary>A generator of contrastive prompts, such as "counting".</summary>
    /// <exception cref="RewardLabException">The id is unknown, an option does not fit, or the generator cannot be made.</exception>
    public static RecipePrompts PromptGenerator(string id, object? options = null) => new(Reference(id, options), RecipeSession.Current);

    /// <summary>An algorithm (an optimizer by kind), such as "best-of-n". Disposed when the recipe ends.</summary>
    /// <exception cref="RewardLabException">The id is unknown, an option does not fit, or the algorithm cannot be made.</exception>
    public static RecipeAlgorithm Algorithm(string id, object? options = null) => new(Reference(id, options), RecipeSession.Current);

    /// <summary>An algorithm with the options that <see cref="Options"/> exposes. Disposed when the recipe ends.</summary>
    /// <exception cref="RewardLabException">An option does not fit, or the algorithm cannot be made.</exception>
    public static RecipeAlgorithm Algorithm(RecipeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RecipeAlgorithm(options.Reference, RecipeSession.Current);
    }

    private static ComponentReference Reference(string id, object? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new ComponentReference(id, OptionDictionary.From(options));
    }
}
