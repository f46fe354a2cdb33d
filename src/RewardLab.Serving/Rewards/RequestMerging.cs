namespace RewardLab.Serving.Rewards;

/// <summary>When requests of several clients become one batch.</summary>
public enum RequestMerging
{
    /// <summary>Up to the size at which a trial has shown that an image's score has the same bits as alone.</summary>
    WhereExact,

    /// <summary>Always: a score's last bits may then depend on what arrives together.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}
