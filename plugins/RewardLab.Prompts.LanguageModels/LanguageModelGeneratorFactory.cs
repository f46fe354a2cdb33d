using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Cache;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Examples;
using RewardLab.Prompts.LanguageModels.Services;

namespace RewardLab.Prompts.LanguageModels;

/// <summary>Makes the generator "llm".</summary>
[ExportPromptGenerator("llm", Description = "contrastive prompts by a language model, from examples of how images fail, as in the paper")]
public sealed class LanguageModelGeneratorFactory : ComponentFactory<IPromptGenerator, LanguageModelOptions>
{
#pragma warning disable RS0030 // A plugin's factory is its composition root: everything else is handed this clock.
    internal static TimeProvider SystemTime => TimeProvider.System;
#pragma warning restore RS0030

    /// <inheritdoc />
    protected override IPromptGenerator Create(LanguageModelOptions options, ComponentContext context) =>
        Make(options, context, Environment.GetEnvironmentVariable, SystemTime);

    /// <summary>Makes the generator; no connection is opened, and the key is read at the first call.</summary>
    /// <exception cref="RewardLabException">Options do not fit together, or the examples cannot be read.</exception>
    internal static LanguageModelGenerator Make(LanguageModelOptions options, ComponentContext context, Func<string, string?> environment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.MaxCostUsd > 0 && options.InputPriceUsd == 0 && options.OutputPriceUsd == 0)
        {
            throw new RewardLabException(
                "Generator 'llm': option 'maxCostUsd' needs prices: set 'inputPriceUsd' and 'outputPriceUsd', US dollars for a million tokens.");
        }

        var address = ServiceAddress.Parse(options.Endpoint, "Generator 'llm'");
        var book = PromptBookFile.Read(context.PluginFolder, options.Examples, options.ExamplesMode);
        var caller = new Caller(
            options, () => new ChatService(address, ServiceKey.Read(options.KeyVariable, address, environment), options, context.Logger.LogLine), time);
        var cache = new AnswerCache<CachedAnswer>(context.CacheFolder, answer => answer.Key);
        var answers = new AnswerSource(options, address, book, cache, caller, time, context.Logger.LogLine);
        try
        {
            return new LanguageModelGenerator(options, book, answers, context.Logger.LogLine);
        }
        catch
        {
            answers.Dispose();
            throw;
        }
    }
}
