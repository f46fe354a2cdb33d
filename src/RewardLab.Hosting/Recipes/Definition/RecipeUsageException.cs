using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A setting that names no parameter of the recipe, or gives it a value that does not fit: the command line is at fault, not a file.</summary>
public sealed class RecipeUsageException : RewardLabException
{
    /// <summary>Creates an error about how a recipe was called.</summary>
    /// <param name="message">One line: the setting, what is wrong with it and what to do.</param>
    public RecipeUsageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure with its cause.</summary>
    public RecipeUsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates a failure without words; prefer the others.</summary>
    public RecipeUsageException()
    {
    }
}
