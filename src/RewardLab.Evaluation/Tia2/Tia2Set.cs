using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Tia2;

/// <summary>One of TIA2's three sets of prompts (Kim et al., ICLR 2024),
/// and where its files are in a folder laid out as https://github.com/kykim0/TextNorm.</summary>
public sealed record Tia2Set
{
    private readonly string _authorsName;
    private readonly string _promptsSha256;

    private Tia2Set(string name, int promptCount, int scoredCount, string authorsName, string promptsSha256) =>
        (Name, PromptCount, ScoredCount, _authorsName, _promptsSha256) = (name, promptCount, scoredCount, authorsName, promptsSha256);

    /// <summary>100 prompts of DrawBench, PartiPrompts, ImageRewardDB and Pick-a-Pic.</summary>
    public static Tia2Set Comprehensive { get; } = new("comprehensive", 100, 84, "open100", "099f42117fb64a41fc8768481c4d0d3d9a71e3db4aa58ede24050220c6bb6eaf");

    /// <summary>25 classes, one to six of each: 150 prompts.</summary>
    public static Tia2Set Counting { get; } = new("counting", 150, 146, "counting", "a2d4153efc43fbac34bf38a89389a89c8610d922c0b39d706368563674dcc60c");

    /// <summary>Pairs of the 25 classes: 300 prompts.</summary>
    public static Tia2Set Composition { get; } = new(
        "composition", 300, 295, "composition", "d4ac6a3e2c1ba22ce473f0e32b9490d0f4f619e7778bb1a235adb90a02f74914");

    /// <summary>All three, in the order of the paper's tables.</summary>
    public static IReadOnlyList<Tia2Set> All { get; } = [Comprehensive, Counting, Composition];

    /// <summary>Images of each prompt.</summary>
    public static int ImagesPerPrompt => 50;

    /// <summary>Its name in files.</summary>
    public string Name { get; }

    /// <summary>Prompts as published.</summary>
    public int PromptCount { get; }

    /// <summary>Prompts that the released scores hold: those whose images are neither all good nor all bad.</summary>
    public int ScoredCount { get; }

    /// <summary>Prompts of the authors' experiments, for which their own files hold settings and metrics.</summary>
    public static int ExperimentPromptCount => 30;

    /// <summary>Whether prompts are this set's as they were published, in the order of <see cref="PromptFile"/>, so that their places mean something.</summary>
    public bool IsAsPublished(IEnumerable<string> prompts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', prompts)))) == _promptsSha256;

    /// <summary>The labels, inside the folder.</summary>
    public string LabelFile => $"human_annotations/human_labels_{Name}.json";

    /// <summary>The contrastive prompts, inside the folder.</summary>
    public string PromptFile => $"prompts/prompt_set_{Name}.json";

    /// <summary>The published scores, inside the folder.</summary>
    public string ScoreFile => $"alignment_scores/alignment_scores_{Name}.json";

    /// <summary>The settings and metrics of the authors' experiments, inside the folder of their own files (https://github.com/kykim0/ddpo-overopt), which call
    /// the comprehensive set open100.</summary>
    public string AuthorsFile => $"data_meta_{_authorsName}.json";

    /// <summary>The set of a name.</summary>
    /// <exception cref="RewardLabException">There is none, with those there are.</exception>
    public static Tia2Set Parse(string name) =>
        All.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new RewardLabException($"TIA2 has no set '{name}': use {string.Join(", ", All.Select(set => set.Name))}.");

    /// <inheritdoc />
    public override string ToString() => Name;
}
