namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>What a piece of a recipe's text is.</summary>
public enum RecipeTokenKind
{
    /// <summary>A name, a sign, a space.</summary>
    Plain,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A text or a character, with its quotes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>#load, #r and the like.</summary>
    Directive,

    /// <summary>The name of what is called.</summary>
    Call,
}
