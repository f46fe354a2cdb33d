namespace RewardLab.TestSupport;

/// <summary>What a run of the program came to.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From start to end.</param>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>The one line of standard error that a failure leaves.</summary>
    public string ErrorLine
    {
        get
        {
            Error.TrimEnd('\n').ShouldNotContain('\n', customMessage: "an error is one line");
            Error.ShouldStartWith("rewardlab: ");
            return Error.TrimEnd('\n');
        }
    }
}
