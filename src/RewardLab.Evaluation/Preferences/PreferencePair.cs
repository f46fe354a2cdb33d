namespace RewardLab.Evaluation.Preferences;

/// <summary>A person's choice between two pictures of one prompt.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="First">File of a picture, as the list names it.</param>
/// <param name="Second">File of another.</param>
/// <param name="Outcome">Which is preferred.</param>
public sealed record PreferencePair(string Prompt, string First, string Second, PreferenceOutcome Outcome);
