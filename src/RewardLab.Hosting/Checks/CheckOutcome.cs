namespace RewardLab.Hosting.Checks;

/// <summary>What came of a check.</summary>
public enum CheckOutcome
{
    /// <summary>The component does what its contract says.</summary>
    Ok,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>The check could not be made, or says nothing about this component.</summary>
    Skipped,
}
