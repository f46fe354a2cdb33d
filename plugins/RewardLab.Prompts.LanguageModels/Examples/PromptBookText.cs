namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>A file of instructions and examples, as YAML gives it: anything may be missing.</summary>
internal sealed class PromptBookText
{
    public string? Instruction { get; set; }

    public string? Classification { get; set; }

    public List<CategoryText?>? Categories { get; set; }

    internal sealed class CategoryText
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public List<ExampleText?>? Examples { get; set; }
    }

    internal sealed class ExampleText
    {
        public string? Prompt { get; set; }

        public List<string?>? Outputs { get; set; }
    }
}
