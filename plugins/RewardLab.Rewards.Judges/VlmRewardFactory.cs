using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Rewards.Judges.Answers;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Chat;
using RewardLab.Rewards.Judges.Costs;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>
/// Makes the reward "vlm": the probability that a vision language model answers yes to a question about image and prompt (VQAScore, Lin et al., ECCV 2024) or
/// to the questions of a checklist. With method=pairwise it compares two images for 'judge' instead, and gives no scores.
/// </summary>
[ExportReward("vlm", Description = "a vision language model behind any endpoint with OpenAI's interface, asked yes-or-no questions (VQAScore, checklists)")]
public sealed class VlmRewardFactory : ComponentFactory<IRewardModel, VlmOptions>
{
    private const string Component = "Reward 'vlm'";

#pragma warning disable RS0030 // A plugin's factory is its composition root: everything else is handed this clock.
    internal static TimeProvider SystemTime => TimeProvider.System;
#pragma warning restore RS0030

    /// <inheritdoc />
    protected override IRewardModel Create(VlmOptions options, ComponentContext context) =>
        Make(options, context, Environment.GetEnvironmentVariable, SystemTime);

    /// <summary>Makes the reward; no connection is opened, and the key is read at the first call.</summary>
    /// <exception cref="RewardLabException">Options do not fit together, or a file cannot be read.</exception>
    internal static VlmReward Make(VlmOptions options, ComponentContext context, Func<string, string?> environment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (string.IsNullOrWhiteSpace(options.Model))
        {
            throw new RewardLabException(
                $"{Component}: option 'model' is empty; name a model that takes images, as the service names it, and set option 'endpoint' to the service.");
        }

        if (options.Samples > 1 && options.Temperature is 0)
        {
            throw new RewardLabException(
                $"{Component}: option 'samples' counts different answers, and with temperature 0 all are the same; set option 'temperature' to 1, "
                + "or leave it empty.");
        }

        var address = ServiceAddress.Parse(options.Endpoint, Component);
        var judge = new JudgeSettings(options, address, QuestionTemplates.Read(context.PluginFolder, options.Templates), Limits(options, context.PluginFolder));
        var announcement = new CostAnnouncement(judge, context.Logger.LogLine);
        var answers = new JudgeAnswerSource(
            () => new ChatEndpoint(
                new ServiceParty(address, options.Model, options.KeyVariable, ServiceKey.Read(options.KeyVariable, address, environment)),
                options.TimeoutSeconds,
                Math.Max(options.AnswerTokens, ChecklistWriter.MaxTokens)),
            new AnswerCache<JudgeAnswer>(context.CacheFolder, answer => answer.Key),
            new Budget(judge.Limits),
            new RetryWait(options.MaxAttempts, options.RetrySeconds, time),
            time,
            context.Logger.LogLine)
        {
            IsOffline = options.Offline,
            MaxParallel = options.MaxParallel,
            Announce = (questions, cached, ahead) => announcement.Tell(questions, cached, ahead),
        };
        try
        {
            return new VlmReward(judge, answers, announcement, context);
        }
        catch
        {
            answers.Dispose();
            throw;
        }
    }

    private static BudgetLimits Limits(VlmOptions options, string pluginFolder)
    {
        var path = options.Prices.Length > 0 ? options.Prices : Path.Combine(pluginFolder, PriceTable.ShippedName);
        var table = PriceTable.Read(path);
        string[] models = options is { Method: JudgeMethod.Checklist, Checklists.Length: 0, WriterModel.Length: > 0 }
            ? [options.Model, options.WriterModel]
            : [options.Model];
        if (Array.Find(models, model => table.Find(model) is null) is { } unknown)
        {
            return options.MaxCostUsd > 0
                ? throw new RewardLabException(
                    $"{Component}: option 'maxCostUsd' needs the prices of model '{unknown}', and '{path}' has none; copy that file, add them, and set option "
                    + "'prices' to the copy.")
                : new BudgetLimits(options.MaxCalls, options.MaxTokens, options.MaxCostUsd, 0, 0);
        }

        // Calls are not counted by model: where two are asked, the higher price stands for both, so that a limit holds.
        var prices = Array.ConvertAll(models, model => table.Find(model)!.Value);
        return new BudgetLimits(
            options.MaxCalls, options.MaxTokens, options.MaxCostUsd, prices.Max(price => price.Input), prices.Max(price => price.Output));
    }
}
