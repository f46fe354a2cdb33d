namespace RewardLab.Hosting.Checks;

/// <summary>Ends a check: it failed, or was skipped.</summary>
internal sealed class CheckFailure : Exception
{
    public CheckFailure(string message)
        : base(message)
    {
    }

    public CheckFailure(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CheckFailure()
    {
    }

    public CheckOutcome Status { get; private init; } = CheckOutcome.Failed;

    /// <summary>A check that cannot be made, or says nothing here.</summary>
    public static CheckFailure Skip(string why) => new(why) { Status = CheckOutcome.Skipped };
}
