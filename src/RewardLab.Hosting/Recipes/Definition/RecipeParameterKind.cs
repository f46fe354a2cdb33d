namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Types that a recipe's parameter can have.</summary>
public enum RecipeParameterKind
{
    /// <summary>A 32-bit integer.</summary>
    Int,

    /// <summary>A 64-bit integer.</summary>
    Long,

    /// <summary>A finite double.</summary>
    Double,

    /// <summary>true or false.</summary>
    Bool,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of the texts in <see cref="RecipeParameter.Choices"/>.</summary>
    Choice,
}
