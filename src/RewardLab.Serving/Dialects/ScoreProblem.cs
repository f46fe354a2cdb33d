namespace RewardLab.Serving.Dialects;

/// <summary>Why there is no score.</summary>
/// <param name="Status">HTTP's status, where the dialect fails the whole request by it.</param>
/// <param name="Message">One line.</param>
public sealed record ScoreProblem(int Status, string Message)
{
    /// <summary>The request is not of the dialect's shape, or an image in it is none.</summary>
    public const int Malformed = 400;

    /// <summary>There is no such reward.</summary>
    public const int UnknownReward = 404;

    /// <summary>The request exceeds a limit.</summary>
    public const int TooLarge = 413;

    /// <summary>The body is of a kind that this service does not read.</summary>
    public const int UnsupportedBody = 415;

    /// <summary>The reward cannot score it, such as a prompt without contrastive prompts, or a score is not finite: another try ends the same.</summary>
    public const int CannotScore = 422;

    /// <summary>Too many requests wait.</summary>
    public const int Busy = 429;

    /// <summary>The service failed.</summary>
    public const int Failed = 500;

    /// <summary>The rewards are not loaded yet, or no longer.</summary>
    public const int NotReady = 503;
}
