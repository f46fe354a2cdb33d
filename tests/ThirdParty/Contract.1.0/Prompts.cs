using RewardLab.Abstractions;

[assembly: RewardLabPlugin("contract10.prompts", ContractVersion.Current)]

namespace Contract10;

[ExportPromptGenerator("contract10-prompts", Description = "other numbers")]
public sealed class NumbersFactory : ComponentFactory<IPromptGenerator, NoOptions>
{
    protected override IPromptGenerator Create(NoOptions options, ComponentContext context) => new Numbers(context.PromptFiles);
}

internal sealed class Numbers(IPromptFiles files) : IPromptGenerator
{
    public string Name => "numbers";

    public bool CanHandle(string prompt) => prompt.StartsWith("two ", StringComparison.Ordinal) || File.Exists(prompt);

    public async Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (!CanHandle(prompt))
        {
            throw new RewardLabException($"'{OneLine.Short(prompt)}' counts nothing; begin it with \"two\".");
        }

        string[] texts = File.Exists(prompt) ? [.. files.Read(prompt)] : [prompt.Replace("two ", "three "), prompt.Replace("two ", "four ")];
        return new ContrastiveSet(prompt, texts, new PromptProvenance(PromptProvenanceKind.Rule, "numbers")
        {
            Details = new Dictionary<string, string> { ["count"] = "2" },
        });
    }
}
