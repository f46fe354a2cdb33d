namespace RewardLab.TestSupport;

/// <summary>What a run of the program came to.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From start to end.</param>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>The one line of standard error that a failure leaves, after the line by which a run says where it lies.</summary>
    public string ErrorLine
    {
        get
        {
            var lines = Error.TrimEnd('\n').Split('\n');
            var line = (lines[0].StartsWith("Run ", StringComparison.Ordinal) && lines[0].Contains(": running in ", StringComparison.Ordinal)
                ? lines[1..]
                : lines)
                .ShouldHaveSingleItem("an error is one line");
            line.ShouldStartWith("rewardlab: ");
            return line;
        }
    }
}
