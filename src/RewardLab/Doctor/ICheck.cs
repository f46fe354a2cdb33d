namespace RewardLab.Doctor;

/// <summary>One section of the doctor's report.</summary>
internal interface ICheck
{
    /// <summary>The section's heading.</summary>
    string Title { get; }

    /// <summary>Looks at one part of the machine. What it throws becomes a problem of the report.</summary>
    IEnumerable<CheckLine> Examine();
}
