using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Calls;
using RewardLab.Rewards.Http.Dialects;

namespace RewardLab.Rewards.Http;

/// <summary>Makes the reward "http": one that a service computes, RewardLab's own or another.</summary>
[ExportReward("http", Description = "a reward that a service computes: RewardLab's own, or one that trainers already call")]
public sealed class HttpRewardFactory : ComponentFactory<IRewardModel, HttpRewardOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(HttpRewardOptions options, ComponentContext context) => Make(options, context, Environment.GetEnvironmentVariable);

    /// <summary>Makes the reward; no connection is opened.</summary>
    /// <param name="options">The options.</param>
    /// <param name="context">What the host offers.</param>
    /// <param name="environment">Gives an environment variable's value, or null.</param>
    /// <exception cref="RewardLabException">The address is none, or the token is missing or would travel in the open.</exception>
    internal static HttpReward Make(HttpRewardOptions options, ComponentContext context, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var dialect = ClientDialects.Create(options.Dialect);
        var address = RewardAddress.Parse(options.Url, dialect.Path, dialect.NamesReward ? "" : options.Reward);
        var token = RewardToken.Read(options.TokenVariable, address, environment);
        var calls = new CallOptions(
            TimeSpan.FromSeconds(options.TimeoutSeconds),
            options.Attempts,
            TimeSpan.FromSeconds(options.RetrySeconds),
            OneLine.Format(options.Reward),
            token.Header is not null);
        return new HttpReward(options, dialect, address, token, new ScoreCaller(address, calls, token, context.Logger.LogLine), context.Images);
    }
}
