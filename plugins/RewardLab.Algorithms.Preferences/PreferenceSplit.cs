using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Choices divided by prompt: no prompt, and so no image of it, is on two sides.</summary>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What chooses the weights; may be empty.</param>
/// <param name="Test">What is reported; may be empty.</param>
internal sealed record PreferenceSplit(IReadOnlyList<PreferencePair> Training, IReadOnlyList<PreferencePair> Validation, IReadOnlyList<PreferencePair> Test)
{
    /// <summary>Divides choices; a share above 0 gets at least one prompt.</summary>
    /// <exception cref="RewardLabException">There are too few prompts to keep one on each side, or nothing is left to learn from.</exception>
    public static PreferenceSplit Create(IReadOnlyList<PreferencePair> pairs, PreferenceTrainingOptions options, SeedStream seeds)
    {
        string[] prompts =
        [
            .. pairs.Select(pair => pair.Prompt)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Index()
                .OrderBy(entry => seeds[entry.Index])
                .Select(entry => entry.Item),
        ];
        var validation = Count(options.ValidationShare, prompts.Length);
        var test = Count(options.TestShare, prompts.Length);
        if (validation + test >= prompts.Length)
        {
            throw new RewardLabException(
                $"train-reward: of {prompts.Length} prompts {validation} are for validation and {test} for testing, which leaves none for training. "
                + "Give more prompts, or smaller validationShare and testShare.");
        }

        var held = prompts.Take(validation + test).Index().ToDictionary(entry => entry.Item, entry => entry.Index < validation, StringComparer.Ordinal);
        var training = pairs.Where(pair => !held.ContainsKey(pair.Prompt) && (options.Ties == TieTreatment.Half || pair.Outcome != PreferenceOutcome.Tie))
            .ToArray();
        if (training.Length == 0)
        {
            throw new RewardLabException("train-reward: every preference is a tie. Set ties=half to learn from ties, or give preferences that are decided.");
        }

        return new PreferenceSplit(training, Side(isValidation: true), Side(isValidation: false));

        PreferencePair[] Side(bool isValidation) => [.. pairs.Where(pair => held.TryGetValue(pair.Prompt, out var side) && side == isValidation)];
    }

    /// <summary>SHA-256 over all choices, in hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new[] { Training, Validation, Test }
            .Select(side => side.Select(pair => new object[] { pair.Prompt, pair.First, pair.Second, pair.Outcome.ToString() })))));

    private static int Count(double share, int prompts) => share == 0 ? 0 : Math.Max(1, (int)Math.Round(share * prompts));
}
