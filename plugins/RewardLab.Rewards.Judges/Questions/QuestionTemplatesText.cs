namespace RewardLab.Rewards.Judges.Questions;

/// <summary>A file of question templates, as YAML gives it: anything may be missing.</summary>
internal sealed class QuestionTemplatesText
{
    public WordsText? Words { get; set; }

    public string? Instruction { get; set; }

    public string? Vqascore { get; set; }

    public string? Checklist { get; set; }

    public string? ChecklistWriter { get; set; }

    public string? PairAlignment { get; set; }

    public string? PairQuality { get; set; }

    internal sealed class WordsText
    {
        public List<string?>? Yes { get; set; }

        public List<string?>? No { get; set; }

        public List<string?>? First { get; set; }

        public List<string?>? Second { get; set; }
    }
}
