using RewardLab.Abstractions;

namespace RewardLab.Prompts.Sets;

/// <summary>Makes the generator "random".</summary>
[ExportPromptGenerator("random", Description = "other prompts of the benchmark, drawn at random: what contrast is worth")]
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
            options.PromptFile.Length > 0 ? options.Prompts.Concat(ReadPrompts(options.PromptFile)) : options.Prompts,
            options.Seed,
            options.Count,
            options.LikeFile.Length > 0 ? new FileGenerator(SetFile.Read(options.LikeFile), options.LikeFile)
            : options.Like.Length > 0 ? context.Components.Create<IPromptGenerator>(new ComponentReference(options.Like)) : null);
    }

    private static IEnumerable<string> ReadPrompts(string path)
    {
        if (string.Equals(Path.GetExtension(path), ".json", StringComparison.OrdinalIgnoreCase))
        {
            return SetFile.Read(path).Select(set => set.Prompt);
        }

        if (File.Exists(path) && Path.GetExtension(path) is not ("" or ".txt" or ".TXT"))
        {
            throw new RewardLabException($"'{path}' is no file of prompts by its name: give text with a prompt a line (.txt), or a prompt_set JSON (.json).");
        }

        try
        {
            return [.. TextFile.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{path}' cannot be read as a file of prompts: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
