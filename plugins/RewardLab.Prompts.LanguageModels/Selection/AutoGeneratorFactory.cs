using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Calls;

namespace RewardLab.Prompts.LanguageModels.Selection;

/// <summary>Makes the generator "auto".</summary>
[ExportPromptGenerator("auto", Description = "rules if they fit the prompt, else a file if one is given, else a language model if one is configured")]
public sealed class AutoGeneratorFactory : ComponentFactory<IPromptGenerator, AutoOptions>
{
    /// <inheritdoc />
    protected override IPromptGenerator Create(AutoOptions options, ComponentContext context) =>
        Make(options, context, Environment.GetEnvironmentVariable, LanguageModelGeneratorFactory.SystemTime);

    /// <exception cref="RewardLabException">The order is empty, or names an id twice or "auto" itself.</exception>
    internal static AutoGenerator Make(AutoOptions options, ComponentContext context, Func<string, string?> environment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Order.Count == 0
            || options.Order.Contains("auto", StringComparer.Ordinal)
            || options.Order.Distinct(StringComparer.Ordinal).Count() < options.Order.Count)
        {
            throw new RewardLabException("Generator 'auto': option 'order' must name other generators, each once, such as rules,file,llm.");
        }

        return new AutoGenerator([.. options.Order.Select(id => new AutoCandidate(id, () => id switch
        {
            "file" => context.Components.Create<IPromptGenerator>(
                new ComponentReference(id, new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = File(options) })),
            "llm" => LanguageModelGeneratorFactory.Make(Configured(options.Llm, environment), context, environment, time),
            _ => context.Components.Create<IPromptGenerator>(new ComponentReference(id)),
        }))]);
    }

    private static string File(AutoOptions options) =>
        options.File.Length > 0 ? options.File : throw new RewardLabException("no file is given; name one by option 'file'");

    private static LanguageModelOptions Configured(LanguageModelOptions options, Func<string, string?> environment) =>
        options.Offline
        || options.Endpoint != LanguageModelOptions.DefaultEndpoint
        || (options.KeyVariable.Length > 0 && !string.IsNullOrWhiteSpace(environment(options.KeyVariable)))
            ? options
            : throw new RewardLabException(
                "no language model is configured; set the environment variable "
                + $"{(options.KeyVariable.Length > 0 ? options.KeyVariable : "that 'llm.keyVariable' names")}, or option 'llm.endpoint'");
}
