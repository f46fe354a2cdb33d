namespace RewardLab.Doctor;

/// <summary>What a line of the doctor's report means for the user.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth knowing; nothing to do.</summary>
    Note,

    /// <summary>RewardLab works without it, but the user will want to fix it.</summary>
    Warning,

    /// <summary>RewardLab is not usable until this is mended.</summary>
    Problem,
}
