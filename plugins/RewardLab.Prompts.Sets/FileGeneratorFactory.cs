using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Makes the generator "file".</summary>
[ExportPromptGenerator("file", Description = "contrastive prompts from a JSON file, such as TIA2's")]
public sealed class FileGeneratorFactory : ComponentFactory<IPromptGenerator, FileGeneratorOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(FileGeneratorOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FileGenerator(SetFile.Read(options.Path), options.Path);
    }
}
