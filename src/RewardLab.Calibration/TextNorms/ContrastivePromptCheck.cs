using RewardLab.Abstractions;

namespace RewardLab.Calibration.TextNorms;

/// <summary>Finds prompts that TextNorm cannot score, before images are generated or scored for them.</summary>
public static class ContrastivePromptCheck
{
    /// <summary>Refuses prompts that a generator has no contrastive prompts for. Only those that it says it cannot handle are asked for.</summary>
    /// <param name="generator">TextNorm's generator.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="RewardLabException">It cannot handle one of them: the first is named, with the generator's own reason.</exception>
    public static void Require(IPromptGenerator generator, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prompts);
        string[] refused = [.. prompts.Distinct(StringComparer.Ordinal).Where(prompt => !generator.CanHandle(prompt))];
        foreach (var prompt in refused)
        {
            try
            {
                generator.Generate(prompt, cancellationToken);
            }
            catch (RewardLabException exception)
            {
                throw new RewardLabException(
                    $"TextNorm cannot score {(refused.Length == 1 ? "one prompt" : $"{refused.Length} prompts")}. {exception.Message}",
                    exception);
            }
        }
    }
}
