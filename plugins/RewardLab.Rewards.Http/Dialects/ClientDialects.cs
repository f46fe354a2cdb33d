namespace RewardLab.Rewards.Http.Dialects;

/// <summary>The dialects by their names.</summary>
internal static class ClientDialects
{
    /// <summary>What speaks a dialect.</summary>
    public static IClientDialect Create(ServiceDialect dialect) => dialect switch
    {
        ServiceDialect.V1 => new OwnClientDialect(),
        ServiceDialect.Score => new ConversationDialect(),
        ServiceDialect.Compute => new ComputeClientDialect(),
        ServiceDialect.Prompts => new PickledPromptsDialect(),
        ServiceDialect.Queries => new PickledQueriesDialect(),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };
}
