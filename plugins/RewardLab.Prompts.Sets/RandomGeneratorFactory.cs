using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Makes the generator "random".</summary>
[ExportPromptGenerator("random", Description = "other prompts at random, as a control for contrastive prompts")]
public sealed class RandomGeneratorFactory : ComponentFactory<IPromptGenerator, RandomOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(RandomOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Like.Length > 0 && options.LikeFile.Length > 0)
        {
            throw new RewardLabException("Generator 'random' replaces the sets of 'like' or of 'likeFile', not of both.");
        }

        return new RandomGenerator(
            options.PromptFile.Length > 0 ? options.Prompts.Concat(context.PromptFiles.Read(options.PromptFile)) : options.Prompts,
            options.Seed,
            options.Count,
            options.LikeFile.Length > 0 ? new FileGenerator(SetFile.Read(options.LikeFile), options.LikeFile)
            : options.Like.Length > 0 ? context.Components.Create<IPromptGenerator>(new ComponentReference(options.Like)) : null);
    }
}
