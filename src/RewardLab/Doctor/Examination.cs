using RewardLab.Abstractions;


namespace RewardLab.Doctor;

/// <summary>Runs a check to its end, whatever it meets.</summary>
internal static class Examination
{
    /// <summary>The lines of one check; an exception is its last line.</summary>
    public static IReadOnlyList<CheckLine> Run(ICheck check)
    {
        var lines = new List<CheckLine>();
        try
        {
            foreach (var line in check.Examine())
            {
                lines.Add(line);
            }
        }
#pragma warning disable CA1031 // A check looks at whatever may be broken, native libraries included: anything it throws is a finding.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lines.Add(
                new CheckLine("Failed", OneLine.FirstLine(exception), CheckStatus.Problem, "fix what the message names, then run 'rewardlab doctor' again"));
        }

        return lines;
    }
}
