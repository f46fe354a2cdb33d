using System.ComponentModel;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Calls;

namespace RewardLab.Prompts.LanguageModels.Selection;

/// <summary>Options of the generator "auto".</summary>
public sealed record AutoOptions
{
    /// <summary>Ids of generators, the first that can serve the prompt is taken. Default: rules, file, llm.</summary>
    [Description("ids of generators: the first that can serve the prompt is taken")]
    public IReadOnlyList<string> Order { get; init; } = ["rules", "file", "llm"];

    /// <summary>The file of generator "file"; empty to pass that by.</summary>
    [Description("the file of generator file, a prompt_set JSON; empty to pass that by")]
    [DefaultValue("")]
    [PathOption]
    public string File { get; init; } = "";

    /// <summary>Options of generator "llm". It counts as configured with an endpoint of yours, offline, or where the key's environment variable is set.</summary>
    [Description("options of generator llm, such as llm.model; passed by where there is no key and the endpoint is the default")]
    public LanguageModelOptions Llm { get; init; } = new();
}
