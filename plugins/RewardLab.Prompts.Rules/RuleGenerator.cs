using RewardLab.Abstractions;
using RewardLab.Prompts.Rules.Language;

namespace RewardLab.Prompts.Rules;

/// <summary>A generator that takes the prompt apart and writes it again with other objects.</summary>
/// <param name="name">The generator's id.</param>
/// <param name="example">A prompt that it handles, for errors.</param>
internal abstract class RuleGenerator(string name, string example) : IPromptGenerator
{
    public string Name => name;

    public bool CanHandle(string prompt) => Read(prompt, out _) is not null;

    public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parsed = Read(prompt, out var problem)
            ?? throw new RewardLabException(
                $"Generator {name} cannot handle the prompt \"{OneLine.Short(prompt)}\": it {problem}; write one such as \"{example}\".");
        return Task.FromResult(new ContrastiveSet(prompt, [.. ContrastivePrompts(parsed)], new PromptProvenance(PromptProvenanceKind.Rule, name)));
    }

    /// <summary>Why this generator cannot handle a prompt that was taken apart, completing "the prompt ..."; null where it can.</summary>
    protected abstract string? Problem(ObjectPrompt prompt);

    /// <summary>The contrastive prompts, in order.</summary>
    protected abstract IEnumerable<string> ContrastivePrompts(ObjectPrompt prompt);

    private ObjectPrompt? Read(string prompt, out string? problem)
    {
        var parsed = PromptGrammar.Parse(prompt, out problem);
        problem = parsed is null ? problem : Problem(parsed);
        return problem is null ? parsed : null;
    }
}
