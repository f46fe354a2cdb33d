namespace RewardLab.Runs.Files;

/// <summary>What a journal holds, for its first line and for messages.</summary>
/// <param name="Format">Name and version of the format, such as "rewardlab-scores-1".</param>
/// <param name="Noun">What it is: "list of scores".</param>
/// <param name="Ingredients">What must be the same to continue: "rewards, options or prompts".</param>
internal sealed record JournalKind(string Format, string Noun, string Ingredients);
