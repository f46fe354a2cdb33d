using System.ComponentModel;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Calls;

namespace RewardLab.Prompts.LanguageModels.Selection;

/// <summary>Options of the generator "auto".</summary>
public sealed record AutoOptions
{
    /// <summary>Ids of generators, the first that can serve the prompt is taken. Default: rules, file, llm.</summary>
    [Description("ids of generators in order: the first that can handle the prompt is used")]
    public IReadOnlyList<string> Order { get; init; } = ["rules", "file", "llm"];

    /// <summary>The file of generator "file"; empty to pass that by.</summary>
    [Description("prompt_set JSON for the generator file; empty to skip that generator")]
    [DefaultValue("")]
    [PathOption]
    public string File { get; init; } = "";

    /// <summary>Options of generator "llm". It counts as configured with an endpoint of yours, offline,
    /// or where the key's environment variable is set.</summary>
    [Description("options of the generator llm, such as llm.model; it is skipped if there is no key and the endpoint is the default")]
    public LanguageModelOptions Llm { get; init; } = new();
}
