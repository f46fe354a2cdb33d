using RewardLab.Prompts.Rules.Language;

namespace RewardLab.Prompts.Rules.Counting;

/// <summary>Other counts of the one object: n-2 to n+2 without n and without anything below 1, ascending, as TIA2's counting set has them.</summary>
internal sealed class CountingGenerator(int reach) : RuleGenerator("counting", "three apples")
{
    protected override string? Problem(ObjectPrompt prompt) =>
        prompt.Objects.Count == 1 ? null : "counts two objects, which generator composition handles";

    protected override IEnumerable<string> ContrastivePrompts(ObjectPrompt prompt)
    {
        var noun = prompt.Objects[0];
        return from count in Enumerable.Range(noun.Count - reach, (2 * reach) + 1)
               where count >= 1 && count != noun.Count
               select prompt.With(noun.Write(count));
    }
}
