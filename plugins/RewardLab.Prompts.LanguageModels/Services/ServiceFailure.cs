namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>An attempt that gave no answer.</summary>
/// <param name="message">What went wrong, without an end mark.</param>
/// <param name="mayPass">Whether another attempt may do better.</param>
/// <param name="cause">What was caught.</param>
internal sealed class ServiceFailure(string message, bool mayPass, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether another attempt may do better.</summary>
    public bool MayPass { get; } = mayPass;

    /// <summary>Whether the model answered, and with no list: what other answers gave still counts.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>The parameter that the service refuses, by its name in the request; null where it refuses none.</summary>
    public string? Parameter { get; init; }

    /// <summary>How long the service asks to wait; null where it does not say.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether the model may have worked, so that it costs something.</summary>
    public bool MayCost { get; init; }
}
