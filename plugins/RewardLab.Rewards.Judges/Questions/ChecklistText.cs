namespace RewardLab.Rewards.Judges.Questions;

/// <summary>A file of checklists, as YAML gives it: anything may be missing.</summary>
internal sealed class ChecklistText
{
    public Dictionary<string, List<string?>?>? Prompts { get; set; }
}
