namespace RewardLab.Terminal;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>An error that is not the command line's.</summary>
    public const int Failure = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>Done but for some of the input, which could not be read and was reported.</summary>
    public const int Partial = 3;

    /// <summary>Stopped by the user: 128 + SIGINT, as shells have it.</summary>
    public const int Cancelled = 130;

    /// <summary>Asked to end by SIGTERM: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
