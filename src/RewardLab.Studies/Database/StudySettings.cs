namespace RewardLab.Studies.Database;

/// <summary>What is kept with a study beside its plan: keys of the table "study".</summary>
internal static class StudySettings
{
    /// <summary>The token of the link that asks for a name.</summary>
    public const string SessionToken = "session_token";

    /// <summary>Where the study was last served.</summary>
    public const string Address = "address";

    /// <summary>The port that it is served at where none is asked for.</summary>
    public const string Port = "port";

    /// <summary>How many people answer each item.</summary>
    public const string AnnotatorsPerItem = "annotators_per_item";

    /// <summary>The token of the link of whoever coordinates the study.</summary>
    public const string CoordinatorToken = "coordinator_token";

    /// <summary>The study's own question and instructions.</summary>
    public const string Instructions = "instructions";

    /// <summary>The texts of the study's pages.</summary>
    public const string Texts = "texts";

    /// <summary>Whether annotators can write comments.</summary>
    public const string Comments = "comments";
}
