using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Options of the generator "file".</summary>
public sealed record FileGeneratorOptions
{
    /// <summary>A JSON object of prompts, each with a list of contrastive prompts, as TIA2's prompt_set files are; or the folder of a benchmark that brings
    /// such files, as NAME.prompts.json or, in TIA2's layout, prompts/prompt_set_NAME.json.</summary>
    [Description("JSON file: prompts, each with its contrastive prompts, as TIA2's prompt_set files; or a benchmark's folder with such files")]
    [Required]
    [PathOption]
    public string Path { get; init; } = "";
}
